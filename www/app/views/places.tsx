import { useVault } from '../context.js'
import { Fact, Facts } from '../ui/facts.js'
import { Panel } from '../ui/panel.js'
import { day } from '../words.js'
import { Kept } from './kept.js'

/** Where the vault is. */
export function Places() {
  const vault = useVault()
  return (
    <>
      <Panel title="This vault">
        <Facts>
          <Fact name="Made">{day(vault.created)}</Fact>
          <Fact name="Changes">{vault.revision.toLocaleString('en')}</Fact>
        </Facts>
      </Panel>
      <Kept />
    </>
  )
}
