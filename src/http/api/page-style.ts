/** The stylesheet of the readable page. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2430, #e6e9ef);
  --quiet: light-dark(#566072, #a3adbd);
  --ground: light-dark(#f6f7f9, #14171d);
  --sheet: light-dark(#ffffff, #1c2028);
  --line: light-dark(#dde1e8, #333a46);
  --link: light-dark(#1f56c4, #8fb4ff);
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif;
}
main { overflow-wrap: anywhere; max-width: 56rem; margin: auto; padding: 3rem 1.25rem 6rem }
h1 { font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 .5rem }
h2 { font-size: 1.3rem; letter-spacing: -0.01em; margin: 0 }
a { color: var(--link); text-underline-offset: .2em }
a:focus-visible, summary:focus-visible, pre:focus-visible {
  outline: 3px solid var(--link);
  outline-offset: 2px;
}
header p:first-of-type { font-size: 1.2rem; color: var(--quiet); margin-top: 0 }
header p { max-width: 42rem }
nav ul { list-style: none; margin: 2rem 0; padding: 0 }
nav li {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 1rem;
  padding: .4rem 0;
  border-bottom: 1px solid var(--line);
}
nav code { color: var(--quiet) }
section {
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: .75rem;
  padding: 1.5rem;
  margin: 1.5rem 0;
}
section:target, tr:target { outline: 2px solid var(--link) }
code, pre { font: .875rem/1.6 ui-monospace, monospace }
pre {
  background: #171b23;
  color: #e8ebf1;
  border-radius: .5rem;
  padding: 1rem;
  overflow-x: auto;
}
.address { margin: .35rem 0 1rem; overflow-wrap: anywhere }
.address b, .findings b {
  display: inline-block;
  min-width: 4.5rem;
  margin-right: .5rem;
  padding: .1rem .5rem;
  border-radius: .3rem;
  color: #fff;
  font: 600 .75rem/1.6 ui-monospace, monospace;
  text-align: center;
}
.GET, .notice { background: #1f56c4 }
.POST, .fine { background: #17703d }
.PATCH, .warning { background: #8a5300 }
.DELETE, .error { background: #b3261e }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 0 }
caption { text-align: start; font-weight: 600; padding-bottom: .25rem }
th, td {
  overflow-wrap: anywhere;
  text-align: start;
  vertical-align: top;
  padding: .45rem .75rem .45rem 0;
  border-top: 1px solid var(--line);
}
thead th { border-top: 0 }
td:nth-child(2):not(:last-child) { color: var(--quiet); white-space: nowrap }
.findings { margin: 0 }
.findings div { padding: .8rem 0; border-top: 1px solid var(--line) }
.findings div:first-child { border-top: 0 }
.findings dt code { color: var(--quiet) }
.findings dd { margin: .3rem 0 0; overflow-wrap: anywhere }
.findings .advice { color: var(--quiet) }
details { margin-top: 1rem }
summary { cursor: pointer; color: var(--link) }
@media (max-width: 40rem) {
  section { padding: 1rem }
  td:nth-child(2):not(:last-child) { white-space: normal }
}
`
