import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { parse } from 'yaml'
import { openApi } from '../support/api.ts'
import { readRepository } from './files.ts'

interface Known {
  name: string
  type: string
  help: string
  labelNames: readonly string[]
}

/** The series that `/metrics` shows, and the labels that each metric may have. */
async function expose(): Promise<{ text: string; metrics: Known[] }> {
  await using api = await openApi()
  await api.ask('GET', '/health')
  const { text } = await api.ask('GET', '/metrics')
  const { registry } = api.app.metrics
  const metrics = registry.getMetricsAsArray().map((metric) => {
    const { labelNames = [] } = metric as unknown as { labelNames?: string[] }
    const [, type = ''] = new RegExp(`^# TYPE ${metric.name} (\\w+)$`, 'm').exec(text) ?? []
    return { name: metric.name, type, help: metric.help, labelNames }
  })
  return { text, metrics }
}

/** The names of time series, with their labels. */
function seriesOf(metrics: readonly Known[]): Map<string, readonly string[]> {
  return new Map(
    metrics.flatMap(({ name, type, labelNames }) =>
      type === 'histogram'
        ? [
            [`${name}_bucket`, [...labelNames, 'le']],
            [`${name}_count`, labelNames],
            [`${name}_sum`, labelNames],
          ]
        : [[name, labelNames]],
    ),
  )
}

/** The series and labels of an expression that `/metrics` doesn't have. */
function unknownIn(expression: string, series: ReturnType<typeof seriesOf>): string[] {
  const used = [...expression.matchAll(/\b((?:latchkey|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)]
  const matchers = used.flatMap(([, name = '', matched = '']) => {
    const labels = [...matched.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label)
    const known = series.get(name)
    return known ? labels.filter((label) => !known.includes(label)) : [name]
  })
  const all = new Set(used.flatMap(([, name = '']) => series.get(name) ?? []))
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)]
    .flatMap(([, list = '']) => list.split(', '))
    .filter((label) => !all.has(label))
  return [...matchers, ...grouped]
}

function byName(one: { name?: string | undefined }, other: { name?: string | undefined }): number {
  return (one.name ?? '').localeCompare(other.name ?? '')
}

describe('monitoring', () => {
  let exposed: Awaited<ReturnType<typeof expose>>
  before(async () => {
    exposed = await expose()
  })

  test('each metric is in the table of the documentation, with its type and labels', () => {
    const rows = readRepository('docs/metrics.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .map(([, name, type, labels, help]) => ({ name, type, labels, help }))
    const wanted = exposed.metrics.map(({ labelNames, ...metric }) => ({
      ...metric,
      labels: labelNames.join(', '),
    }))
    assert.deepEqual(rows.toSorted(byName), wanted.toSorted(byName))
  })

  test('each alert uses only existing series and labels', () => {
    const { groups } = parse(readRepository('deploy/prometheus/alerts.yaml')) as {
      groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[]
    }
    const rules = groups.flatMap((group) => group.rules)
    assert.ok(rules.length > 5)
    const series = seriesOf(exposed.metrics)
    for (const { alert, expr, annotations } of rules) {
      assert.deepEqual(unknownIn(expr, series), [], alert)
      assert.match(expr, /\b(latchkey_\w+|up\{)/, alert)
      assert.ok(annotations.summary, alert)
    }
    assert.deepEqual(unknownIn('sum by (x) (latchkey_jobs{y="z"} + latchkey_no)', series), [
      'y',
      'latchkey_no',
      'x',
    ])
  })

  test('each panel of the dashboard uses only existing series and labels', () => {
    const { panels, uid } = JSON.parse(readRepository('deploy/grafana/latchkey.json')) as {
      uid: string
      panels: { title: string; targets: { expr: string; legendFormat: string }[] }[]
    }
    assert.equal(uid, 'latchkey')
    const series = seriesOf(exposed.metrics)
    for (const { title, targets } of panels) {
      for (const { expr, legendFormat } of targets) {
        assert.deepEqual(unknownIn(expr, series), [], title)
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
          assert.match(expr, new RegExp(`by \\([^)]*\\b${label}\\b`), title)
        }
      }
    }
  })
})
