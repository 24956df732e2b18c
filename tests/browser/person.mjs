/**
 * Somebody at the page: finds things by role and label as they are read aloud, types, presses, reads, and takes files.
 * The same in both browsers, over DevTools and over WebDriver BiDi.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** How long anything may take before a person would think that it hangs; the machine may be busy. */
const PATIENCE = 30_000

export class Person {
  /** What no page may do: errors in its console, errors that nobody caught, and requests to anywhere else. */
  faults = []
  #page
  #downloads

  constructor(page, downloads, own) {
    this.#page = page
    this.#downloads = downloads
    page.on('console', message => message.type() === 'error' && this.faults.push(`console: ${message.text()}`))
    page.on('pageerror', error => this.faults.push(`page error: ${error.message}`))
    page.on('request', request => own(request.url()) || this.faults.push(`request: ${request.url()}`))
  }

  get page() {
    return this.#page
  }

  /** As a person does: once it has come to rest and nothing lies over it. What moves away after that moves away from a person too. */
  async press(role, name) {
    const { x, y } = await (await this.#resting(role, name)).evaluate(({ x, y }) => ({ x, y }))
    await this.#page.mouse.click(x, y)
  }

  /** Replaces what is in a field. */
  async fill(label, text, role = 'textbox') {
    const field = await this.find(role, label)
    await field.focus()
    await field.evaluate(element => element.select())
    await this.#page.keyboard.press('Backspace')
    if (text !== '') await this.#page.keyboard.type(text)
  }

  /** Puts a long text into a field at once, as pasting does. */
  async paste(label, text) {
    const field = await this.find('textbox', label)
    await field.evaluate((element, text) => {
      element.focus()
      element.select()
      document.execCommand('insertText', false, text)
    }, text)
  }

  async choose(label, option) {
    const select = await this.find('combobox', label)
    await select.evaluate((element, option) => {
      const found = [...element.options].find(({ label }) => label === option)
      if (!found) throw new Error(`There is no ${option} to choose.`)
      element.value = found.value
      element.dispatchEvent(new Event('change', { bubbles: true }))
    }, option)
  }

  async leaveField() {
    await this.#page.keyboard.press('Tab')
  }

  /** One file, or several. */
  async chooseFile(label, path) {
    const input = (await (await this.#resting('file', label)).getProperty('element')).asElement()
    await input.uploadFile(...[path].flat())
  }

  /** Pastes while no field has the focus. */
  async pasteAnywhere(text) {
    await this.#page.evaluate(text => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      // Firefox has its own way to say what is on the clipboard of an event.
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, data: text, dataType: 'text/plain', bubbles: true, cancelable: true }))
    }, text)
  }

  async dropAnywhere(name, content) {
    await this.#page.evaluate((name, content) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([content], name))
      for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }, name, content)
  }

  /** Drops a file of the disk, or several at once, anywhere on the page. */
  async dropFileAnywhere(path) {
    await this.#page.evaluate(files => {
      const dataTransfer = new DataTransfer()
      for (const { name, base64 } of files) dataTransfer.items.add(new File([Uint8Array.from(atob(base64), character => character.charCodeAt(0))], name))
      for (const type of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }, [path].flat().map(one => ({ name: basename(one), base64: readFileSync(one, 'base64') })))
  }

  /** Waits until it can be read on the screen. */
  async see(text) {
    await this.#until(inPage.reads, text).catch(error => this.#explain(error, `to read “${text}”`))
  }

  async seeNot(text) {
    await this.#until(inPage.readsNot, text).catch(error => this.#explain(error, `“${text}” to be gone`))
  }

  async find(role, name) {
    const handle = await this.#until(inPage.locate, role, name).catch(error => this.#explain(error, `the ${role} “${name}”`))
    return handle.asElement()
  }

  /** Whether it is there now, without waiting. */
  async has(role, name) {
    return this.#page.evaluate(`Boolean((${inPage.locate})(${JSON.stringify(role)}, ${JSON.stringify(name)}))`)
  }

  async valueOf(label, role = 'textbox') {
    return (await this.find(role, label)).evaluate(element => element.value)
  }

  /** What is described beside a field: its hint and its error. */
  async saidAt(label) {
    const field = await this.find('textbox', label)
    return field.evaluate(element => (element.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' '))
  }

  read() {
    return this.#page.evaluate(() => document.body.innerText)
  }

  /** Presses the download of that name and gives the path of the file. */
  async download(name) {
    const path = join(this.#downloads, name)
    rmSync(path, { force: true })
    await this.press('button', `Download ${name}`)
    await arrived(path)
    return path
  }

  async downloadText(name) {
    return readFileSync(await this.download(name), 'utf8')
  }

  /** Nothing may have gone wrong that a person would not see. After a test that failed it tells what the page shows. */
  async wasFlawless(test) {
    if (test?.error) test.diagnostic(`${test.name}: the page says:\n${await this.#shown()}`)
    assert.deepEqual(this.faults, [])
  }

  async #resting(role, name) {
    return this.#until(inPage.rest, role, name).catch(error => this.#explain(error, `the ${role} “${name}” at rest with nothing over it`))
  }

  #shown() {
    return this.read().catch(() => '(nothing can be read)')
  }

  #until(what, ...args) {
    return this.#page.waitForFunction(`(${what})(${args.map(arg => JSON.stringify(arg)).join(', ')})`, { timeout: PATIENCE, polling: 50 })
  }

  async #explain(error, wanted) {
    throw new Error(`Waited for ${wanted} (${error.message}). The page says:\n${await this.#shown()}\n${this.faults.join('\n')}`)
  }
}

async function arrived(path) {
  for (let waited = 0; waited < PATIENCE; waited += 50) {
    const size = sizeOf(path)
    await pause(50)
    if (size > 0 && size === sizeOf(path) && !existsSync(`${path}.part`)) return
  }
  throw new Error(`${path} did not arrive.`)
}

function sizeOf(path) {
  return existsSync(path) ? statSync(path).size : 0
}

/** Runs in the page, so each stands alone. */
const inPage = {
  locate(role, name) {
    const SELECTORS = {
      button: 'button:not([role])',
      disclosure: 'summary',
      textbox: 'input:not([type=checkbox], [type=radio], [type=file]), textarea',
      combobox: 'select',
      radio: 'input[type=radio]',
      checkbox: 'input[type=checkbox]',
      file: 'input[type=file]',
      tab: '[role=tab]',
      link: 'a[href]',
      heading: 'h1, h2',
    }
    const tidy = text => text.replace(/\s+/g, ' ').trim()
    const spoken = node => {
      if (node.nodeType === Node.TEXT_NODE) return node.data
      if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return ''
      return [...node.childNodes].map(spoken).join('')
    }
    const nameOf = element => {
      const label = element.getAttribute('aria-label')
      if (label) return label
      const source = element.labels?.length ? element.labels[0] : element
      return spoken(source)
    }
    const scope = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document
    // Radios, checkboxes, disclosures and tabs say more behind their names: a sentence, a command, a count.
    const fits = element => tidy(nameOf(element)) === name || (['radio', 'checkbox', 'disclosure', 'tab'].includes(role) && tidy(nameOf(element)).startsWith(name))
    const ready = element => role === 'file' || (element.checkVisibility({ visibilityProperty: true }) && !element.hasAttribute('aria-disabled'))
    return [...scope.querySelectorAll(SELECTORS[role])].find(element => fits(element) && ready(element))
  },
  /** Where the element can be pressed; nothing while it moves, is drawn anew, or lies under something else. */
  async rest(role, name) {
    // A tab in the background draws no frames.
    const frame = () => new Promise(resolve => {
      requestAnimationFrame(resolve)
      setTimeout(resolve, 200)
    })
    // A field that is not drawn is pressed by its label.
    const facing = element => role === 'file' && element.labels?.length ? element.labels[0] : element
    const boxes = element => [...element.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
    const same = (one, other) => one.length === other.length && one.every(({ x, y, width, height }, index) => x === other[index].x && y === other[index].y && width === other[index].width && height === other[index].height)
    const found = __locate(role, name)
    if (!found) return undefined
    const element = facing(found)
    const before = boxes(element)
    await frame()
    await frame()
    if (before.length === 0 || __locate(role, name) !== found || !same(before, boxes(element))) return undefined
    const [{ x, y, width, height }] = before
    const place = { x: x + width / 2, y: y + height / 2 }
    const top = document.elementFromPoint(place.x, place.y)
    if (element.contains(top) || [...element.labels ?? []].some(label => label.contains(top))) return { element: found, ...place }
    // Out of the screen, or below something that stays where it is: it is brought to the middle, and looked at again.
    element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
    return undefined
  },
  reads: text => document.body.innerText.replace(/\s+/g, ' ').includes(text),
  readsNot: text => !document.body.innerText.replace(/\s+/g, ' ').includes(text),
}
for (const [name, run] of Object.entries(inPage)) inPage[name] = run.toString()
inPage.locate = `function ${inPage.locate}`
inPage.rest = `${inPage.rest.replace('async rest', 'async function').replaceAll('__locate', `(${inPage.locate})`)}`
