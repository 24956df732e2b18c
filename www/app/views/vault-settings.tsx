import { version } from '../../../package.json'
import { usePage } from '../context.js'
import { HIDDEN_CHOICES, IDLE_CHOICES } from '../io/settings.js'
import { Fact, Facts } from '../ui/facts.js'
import { SelectField } from '../ui/field.js'
import { Panel } from '../ui/panel.js'
import { plural } from '../words.js'

const minutes = (choices: readonly number[]) => choices.map(value => ({ value, label: plural(value, 'minute') }))

/** When it locks by itself: choices of this browser, not of the vault. */
export function VaultSettings() {
  const { settings, choose } = usePage()
  return (
    <>
      <Panel title="Locking by itself" about="A lock ends the core with all that it knows. What was typed and not yet done is gone, and what is secret is taken off the clipboard where the browser lets it.">
        <div class="two">
          <SelectField label="Lock when nobody is here for" value={settings.idleMinutes} choices={minutes(IDLE_CHOICES)} onChoose={idleMinutes => choose({ idleMinutes })} hint="No key, no pointer, no touch." />
          <SelectField label="Lock when out of sight for" value={settings.hiddenMinutes} choices={minutes(HIDDEN_CHOICES)} onChoose={hiddenMinutes => choose({ hiddenMinutes })} hint="Behind another tab, or in a window that is put away." />
        </div>
      </Panel>
      <Panel title="This page">
        <Facts><Fact name="Rootpage">{version}</Fact></Facts>
      </Panel>
    </>
  )
}
