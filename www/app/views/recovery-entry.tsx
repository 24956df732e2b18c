import { useState } from 'preact/hooks'
import type { RecoveryWordsView } from '../../api/index.js'
import { usePage, useQuestion, useSettled } from '../context.js'
import type { Wrong } from '../state.js'
import { TEXT } from '../text.js'
import { TextArea } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { plural } from '../words.js'
import { wrong } from '../wrong.js'

/** What one sheet of paper says, as far as it is typed. */
type Reading = { is: 'unfinished'; words: number } | { is: 'wrong'; wrong: Wrong } | { is: 'read'; view: RecoveryWordsView }

/** What is typed off paper: the words of the recovery kit, or one share after the other. */
export interface RecoveryTyped {
  sheets: readonly string[]
  readings: readonly Reading[]
  /** All of it, as the core takes it. */
  text: string
  complete: boolean
  type: (sheet: number, text: string) => void
}

export function useRecoveryTyped(): RecoveryTyped {
  const { commands } = usePage()
  const [sheets, setSheets] = useState<readonly string[]>([''])
  const settled = useSettled(sheets)
  const answer = useQuestion(() => Promise.all(settled.map(sheet => read(sheet, commands.checkWords))), [JSON.stringify(settled)])
  const readings = answer.value ?? []
  return {
    sheets: withRoom(sheets, readings),
    readings,
    text: sheets.join(' ').trim(),
    complete: !answer.asking && settled === sheets && missing(readings) === 0,
    type: (sheet, text) => setSheets(withRoom(sheets, readings).map((other, index) => (index === sheet ? text : other))),
  }
}

async function read(sheet: string, check: (text: string) => Promise<RecoveryWordsView>): Promise<Reading> {
  const typed = sheet.match(/[a-z]+/gi) ?? []
  try {
    return { is: 'read', view: await check(sheet) }
  } catch (error) {
    const problem = wrong(error)
    return unfinished(problem, sheet, typed.length) ? { is: 'unfinished', words: typed.length } : { is: 'wrong', wrong: problem }
  }
}

/** Somebody is in the middle of it: too few words, or of the last one too few letters. */
function unfinished({ code, field }: Wrong, sheet: string, typed: number): boolean {
  if (code === 'vault/recovery-words-count') return typed < WORDS_OF_A_SHARE
  return code === 'vault/recovery-word-unknown' && field === `word ${typed}` && /[a-z]$/i.test(sheet)
}

const WORDS_OF_A_SHARE = 36

/** How many sheets are still to be typed; undefined while none can be read. */
function missing(readings: readonly Reading[]): number | undefined {
  const read = readings.flatMap(reading => (reading.is === 'read' ? reading.view : []))
  const [first] = read
  if (!first || read.length < readings.filter(reading => reading.is !== 'unfinished' || reading.words > 0).length) return undefined
  return first.kind === 'key' ? 0 : Math.max(0, first.threshold - read.length)
}

/** Another field appears when the last share is read and more are needed. */
function withRoom(sheets: readonly string[], readings: readonly Reading[]): readonly string[] {
  const full = sheets.at(-1)?.trim() !== ''
  return full && readings.length === sheets.length && (missing(readings) ?? 0) > 0 ? [...sheets, ''] : sheets
}

/** One field for the kit; for shares one after the other. What is wrong is said by the number of the word. */
export function RecoveryEntry({ typed }: { typed: RecoveryTyped }) {
  return (
    <>
      {typed.sheets.map((sheet, index) => {
        const reading = typed.readings[index]
        return (
          <div key={index} class="recovery-sheet">
            <TextArea
              label={index === 0 ? 'Recovery words, or a share' : `Share, sheet ${index + 1}`}
              rows={5}
              value={sheet}
              onInput={text => typed.type(index, text)}
              hint={index === 0 ? TEXT.recoveryTyping : undefined}
              problem={reading?.is === 'wrong' ? problemText(reading.wrong) : undefined}
            />
            <p class="recovery-reading" role="status">{reading && <Read reading={reading} />}</p>
          </div>
        )
      })}
    </>
  )
}

/** It begins with the number of the word: that is where to look on the paper. */
function problemText({ field = '', what, found, allowed, remedy }: Wrong): string {
  const where = field === '' ? '' : `${field.charAt(0).toUpperCase()}${field.slice(1)}:`
  return [where, what, found && `Found: ${found}.`, allowed && `Near to it: ${allowed}.`, remedy].filter(Boolean).join(' ')
}

function Read({ reading }: { reading: Reading }) {
  switch (reading.is) {
    case 'wrong': return null
    case 'unfinished': return reading.words === 0 ? null : <>{plural(reading.words, 'word')} so far</>
    case 'read': return <><Icon name="check" />{told(reading.view)}</>
  }
}

function told(view: RecoveryWordsView): string {
  if (view.kind === 'key') return `The recovery words of vault ${view.vault}: all of them fit together.`
  return `Share ${view.number} of vault ${view.vault}: all its words fit together. ${plural(view.threshold, 'share')} of its set are needed.`
}
