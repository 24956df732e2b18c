import { Fragment } from 'preact'

/** Long names, fingerprints and lists break behind their separators rather than anywhere. */
export function Breakable({ text }: { text: string }) {
  return <>{text.split(/(?<=[:.,@/=])(?=\S)/).map((piece, index) => <Fragment key={index}>{index > 0 && <wbr />}{piece}</Fragment>)}</>
}
