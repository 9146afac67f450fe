// `npm run test:sabotage`: breaks the protocol in a copy, once in each of these ways, and prints after how
// many histories the judge notices. Fails if it never does. `-- WORD` selects the ways whose title has it.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from '../../tools/programs.ts'

interface Sabotage {
  what: string
  /** The backend on which it shows (backends.ts). */
  driver?: string
  /** Of introductions: by which driver. */
  by?: string
  file: string
  /** Lines of the file, without their indent, and their replacement. */
  from: string
  to: string
  /** The test that notices; default: the histories. */
  noticedBy?: string
  /** Whose random histories must notice it; default: those of redemptions. */
  histories?: 'jobs' | 'members'
}

const sabotages: Sabotage[] = [
  {
    what: 'a place that is held counts as free',
    file: 'src/store/redemptions.ts',
    from: "eb(eb('used', '+', eb.ref('held')), '<', eb.ref('max_uses'))",
    to: "eb('used', '<', eb.ref('max_uses'))",
  },
  {
    what: 'an unknown outcome gives the place back',
    file: 'src/core/redemption/conclude.ts',
    from: 'await markUnknown(app.db, id)',
    to: "await app.db.transaction().execute((trx) => releaseRedemption(trx, id, 'absent', { now: app.clock() }))",
  },
  {
    what: 'settling does not wait until a late creation is impossible',
    file: 'src/core/redemption/settle.ts',
    from: 'app.watch.age(redemption) < settleDelay(app.config, redemption)',
    to: 'app.watch.age(redemption) < 0',
  },
  {
    what: 'settling believes the clock and the dates in the database',
    file: 'src/core/redemption/settle.ts',
    from: 'app.watch.age(redemption) < settleDelay(app.config, redemption)',
    to: 'app.clock() - (redemption.asked_at ?? 0) < settleDelay(app.config, redemption)',
  },
  {
    what: 'settling takes any account of the name for ours',
    file: 'src/core/redemption/settle.ts',
    from: 'const free = redemption.known_free === 1',
    to: 'const free = true',
  },
  {
    what: 'an account is asked for although the hold was given back',
    file: 'src/store/redemptions.ts',
    from: 'return marked.length === 1',
    to: 'return marked.length <= 1',
  },
  {
    what: 'nobody who comes back is recognised',
    file: 'src/core/redemption/recognition.ts',
    from: 'if (!found) return',
    to: 'if (found || !found) return',
  },
  {
    what: 'nothing is settled',
    file: 'src/core/redemption/settle.ts',
    from: 'for (const redemption of app.settlePace.choose(due)) await settleOne(app, redemption)',
    to: '',
  },
  {
    what: 'a job that somebody does may be claimed',
    file: 'src/store/jobs.ts',
    from: ".where('attempts', '<=', backOffMs.length)\n    .where((eb) => isUnclaimed(eb, db, leaseMs))",
    to: ".where('attempts', '<=', backOffMs.length)",
    histories: 'jobs',
  },
  {
    what: 'a claim is not renewed',
    file: 'src/work/run-job.ts',
    from: 'renewClaim(app.db, row, leaseMs)',
    to: 'Promise.resolve(renewClaim !== undefined)',
    histories: 'jobs',
  },
  {
    what: 'a job is done before its effect is made',
    file: 'src/work/run-job.ts',
    from: 'await conclude(app, row, await attempt(app, row, terms), terms)',
    to: 'await finishJob(app.db, row).then(() => attempt(app, row, terms))',
    histories: 'jobs',
  },
  {
    what: 'a failed job does not wait',
    file: 'src/store/jobs.ts',
    from: '${sql.lit(waitMs)}',
    to: '0',
    histories: 'jobs',
  },
  {
    what: 'a member’s row is not locked',
    file: 'src/store/allowance.ts',
    from: '.$if(isPostgres(trx), (query) => query.forUpdate())',
    to: '.$if(isPostgres(trx), (query) => query)',
    histories: 'members',
  },
  {
    what: 'a withdrawn invitation with a held place is given back to its member',
    file: 'src/store/allowance.ts',
    from: "eb('held', '>', 0),",
    to: '',
    histories: 'members',
  },
  {
    what: 'undoing a withdrawal takes nothing of the allowance',
    file: 'src/core/invites/undo.ts',
    from: 'if (author !== null) await takeAllowance(',
    to: "if (author === '') await takeAllowance(",
    histories: 'members',
  },
  {
    what: 'what ends unused is never given back',
    file: 'src/store/allowance.ts',
    from: "eb('expires_at', '>', endedBefore)",
    to: "eb('expires_at', '>', endedBefore * 0)",
    histories: 'members',
  },
  {
    what: 'an account leaves no row',
    file: 'src/store/redemption-end.ts',
    from: 'await insertAccount(trx, id)',
    to: 'void insertAccount',
  },
  {
    what: 'an account is no event',
    file: 'src/core/redemption/commit.ts',
    from: 'await recordEvent(trx, event, app)',
    to: 'void recordEvent',
  },
  {
    what: 'an account makes no job for its introduction',
    file: 'src/core/events/subscribers.ts',
    from: "'account.made': [introductionJobs],",
    to: "'account.made': [introductionJobs].slice(1),",
    noticedBy: 'test/jobs/introduce.test.ts',
  },
  {
    what: 'a room is found by its place in the configuration',
    file: 'src/core/redemption/introduce.ts',
    from: 'rooms.find((one) => roomStep(one) === step)',
    to: 'rooms.find((one) => one && roomStep)',
    noticedBy: 'test/jobs/introduce.test.ts',
  },
  {
    what: 'a direct room of a broken attempt is not looked for',
    file: 'src/homeserver/client/direct-room.ts',
    from: 'const made = await findRoom(session.client, alias)',
    to: "const made: string = typeof findRoom === 'function' ? 'none' : alias",
    noticedBy: 'test/jobs/direct-message.test.ts',
  },
  {
    what: 'a newcomer’s session ends before their introduction',
    file: 'src/core/redemption/introduction-session.ts',
    from: 'if (mayAct && (await isBeingIntroduced(app.db, row.redemption_id))) {',
    to: 'if (mayAct && isBeingIntroduced === undefined) {',
    noticedBy: 'test/arrival.test.ts',
  },
  {
    what: 'a newcomer’s session is forgotten without a logout',
    file: 'src/core/redemption/introduction-session.ts',
    from: 'const ended = token === null ? true :',
    to: 'const ended = token !== undefined ? true :',
    noticedBy: 'test/arrival.test.ts',
  },
  {
    what: 'a newcomer’s session that was lost is not replaced',
    file: 'src/core/redemption/prove-password.ts',
    from: 'if (withoutSession || !bySession) {',
    to: 'if (withoutSession || bySession) {',
    noticedBy: 'test/homeservers/sent-twice.test.ts',
  },
  {
    what: 'a newcomer’s session joins the rooms before the space',
    file: 'src/core/redemption/introduce.ts',
    from: 'if (room !== space && (await isSpaceFirst(app, redemption, space))) {',
    to: "if (room === '' && (await isSpaceFirst(app, redemption, space))) {",
    noticedBy: 'test/jobs/introduce.test.ts',
  },
  {
    what: 'an introduction believes a proxy’s page',
    driver: 'introductions',
    by: 'synapse-admin',
    file: 'src/homeserver/client/answers.ts',
    from: "answer.isJson || { failed: '200 without JSON' }",
    to: 'true',
  },
  {
    what: 'an introduction is done, whatever the homeserver answered',
    driver: 'introductions',
    by: 'synapse-admin',
    file: 'src/core/redemption/introduce.ts',
    from: 'return { failed: `${what}: ${result.failed}` }',
    to: "return what === '' ? { failed: what } : 'done'",
  },
  {
    what: 'an introduction overwrites the name that its owner chose',
    driver: 'introductions',
    by: 'synapse-admin',
    file: 'src/homeserver/client/client-server.ts',
    from: 'return isChosen || setDisplayName(',
    to: 'return (isChosen && displayname === now) || setDisplayName(',
  },
  {
    what: 'an introduction does not wait for the name',
    driver: 'introductions',
    by: 'synapse-admin',
    file: 'src/core/redemption/introduce.ts',
    from: 'age >= 0 && age < nameFirstMs',
    to: 'age < 0 && age > nameFirstMs',
  },
  {
    what: 'an administrator is no exception when accounts end',
    file: 'src/core/guests/keep-state.ts',
    from: "const isProtected = standing === 'administrator'",
    to: 'const isProtected = false',
    noticedBy: 'test/guests/histories.test.ts',
  },
  {
    what: 'an account that is extended while it is suspended stays suspended',
    file: 'src/core/guests/keep-state.ts',
    from: 'isActive(row, app.clock())) return',
    to: "wantedOf(row, app.clock()) === 'active') return",
    noticedBy: 'test/guests/histories.test.ts',
  },
  {
    what: 'the grace is not waited for',
    file: 'src/store/guests.ts',
    from: '.where(sql<boolean>`ends_at + grace_ms <= ${now}`)',
    to: '.where(sql<boolean>`ends_at <= ${now}`)',
    noticedBy: 'test/guests/histories.test.ts',
  },
  {
    what: 'a refusal after a stale nonce is believed',
    file: 'src/core/redemption/make-account.ts',
    from: "(outcome.kind === 'refused' && askedBefore)",
    to: 'false',
  },
  {
    what: 'every answer with an errcode proves that nothing was made',
    file: 'src/homeserver/client/answers.ts',
    from: 'const verdict = verdictOf(reading.proofs, status, code)',
    to: "const verdict = verdictOf(reading.proofs, status, code) ?? (code && 'homeserver_refused')",
  },
  {
    what: 'a name that is taken now is somebody else’s without a login',
    file: 'src/core/redemption/make-account.ts',
    from: 'switch (await app.homeserver.verifyPassword?.(localpart, password, visitor)) {',
    to: "switch ((await Promise.resolve('no')) as string) {",
  },
  {
    what: 'a 429 gives the place back',
    file: 'src/core/redemption/ask-in-line.ts',
    from: 'if (limit === null) return',
    to: 'if (limit !== undefined) return',
  },
  {
    what: 'a 429 is told as not answering',
    file: 'src/homeserver/client/answers.ts',
    from: 'if (answer.status === 429) return { ...busy(answer), cause }',
    to: 'if (answer.status === 429) return unavailable(cause)',
  },
  {
    what: 'Dendrite’s “taken” after “free” is believed',
    driver: 'dendrite',
    file: 'src/core/redemption/make-account.ts',
    from: 'switch (await app.homeserver.verifyPassword?.(localpart, password, visitor)) {',
    to: "switch ((await Promise.resolve('no')) as string) {",
  },
  {
    what: 'continuwuity’s dead session is believed',
    driver: 'continuwuity',
    file: 'src/homeserver/client/proofs.ts',
    from: "[400, 'M_INVALID_PARAM', 'stale']",
    to: "[400, 'M_INVALID_PARAM', 'homeserver_refused']",
  },
  {
    what: 'tuwunel’s used nonce is believed',
    driver: 'tuwunel',
    file: 'src/homeserver/client/proofs.ts',
    from: "[400, 'M_INVALID_PARAM', 'stale']",
    to: "[400, 'M_INVALID_PARAM', 'homeserver_refused']",
  },
  {
    what: 'waiting for an approval counts as a refusal',
    driver: 'approval',
    file: 'src/homeserver/client/proofs.ts',
    from: "_USER_AWAITING_APPROVAL', 'awaits_approval']",
    to: "_USER_AWAITING_APPROVAL', 'homeserver_refused']",
  },
  {
    what: 'a registration opens a session that nobody needs',
    driver: 'token',
    file: 'src/homeserver/token-stages.ts',
    from: '...(withoutSession && { inhibit_login: true }),',
    to: '...(withoutSession && {}),',
  },
  {
    what: 'Dendrite’s nonces are taken to live as long as Synapse’s',
    driver: 'dendrite',
    file: 'src/ports/homeserver-kinds.ts',
    from: 'dendrite: 5 * minutes',
    to: 'dendrite: 60 * seconds',
  },
  {
    what: 'MAS: a user that a lost first answer made is a stranger’s',
    driver: 'mas',
    file: 'src/homeserver/mas/mas-users.ts',
    from: "return owned === 'unknown' ? owned : owned === 'yes' ? 'no' : 'yes'",
    to: "return 'no'",
  },
  {
    what: 'MAS: an account whose password may be set is shut',
    driver: 'mas',
    file: 'src/core/redemption/settle.ts',
    from: 'redemption.password_requests > 0 && !byHand\n  const claim = () => markClosing(app.db, id, { at: app.clock(), askedAt, evenIfInUse: byHand })',
    to: 'false\n  const claim = () => markClosing(app.db, id, { at: app.clock(), askedAt, evenIfInUse: true })',
  },
  {
    what: 'MAS: an account that somebody has signed in to is half made',
    driver: 'mas',
    file: 'src/homeserver/mas/mas-users.ts',
    from: 'return anyOf(await Promise.all(sessionKinds.map((kind) => hasAny(admin, kind, id))))',
    to: "return (await Promise.resolve('no')) as Answer",
  },
  {
    what: 'MAS: the request that follows a 401 is not marked',
    driver: 'mas',
    file: 'src/homeserver/mas/mas-admin.ts',
    from: 'tokens.forget()\n      return call(wanted, before)',
    to: 'tokens.forget()\n      return call(wanted)',
  },
  {
    what: 'MAS’s form: a place comes back although its code still opens an account',
    driver: 'mas-token',
    file: 'src/homeserver/mas/mas-token.ts',
    from: 'token.revoked ? token : readToken(await revoke(admin, asked.ref))',
    to: 'token',
  },
  {
    what: 'a session is opened for somebody who is being suspended',
    file: 'src/core/members/session.ts',
    from: "if (standing !== 'good') throw new Problem('account_shut')",
    to: 'void standing',
    noticedBy: 'test/console/session-history.test.ts',
  },
  {
    what: 'whoever is suspended keeps their sessions for later',
    file: 'src/core/members/account-facts.ts',
    from: 'await deleteSessionsOf(trx, mxid)',
    to: 'void deleteSessionsOf',
    noticedBy: 'test/console/session-history.test.ts',
  },
  {
    what: 'a limit is looked at first and spent afterwards',
    file: 'src/store/limits.ts',
    from: "eb('limits.spent', '<', points)",
    to: "eb('limits.spent', '>=', 0)",
    noticedBy: 'src/http/kit/limits.test.ts',
  },
  {
    what: 'right guesses do not come in turn with wrong ones',
    file: 'src/http/kit/limits.ts',
    from: 'if (spent === undefined) throw',
    to: 'if (spent === undefined && cost === 1) throw',
    noticedBy: 'src/http/kit/limits.test.ts',
  },
  {
    what: 'the slots of a network are counted, not numbered by the key',
    file: 'src/store/half-made.ts',
    from: '.values({ network, slot,',
    to: '.values({ network, slot: slot + Math.floor(1e6 * Math.random()),',
    noticedBy: 'src/store/half-made.test.ts',
  },
  {
    what: 'a browser may have several accounts half made',
    file: 'src/store/half-made.ts',
    from: '.values({ network, slot, browser,',
    to: '.values({ network, slot, browser: null,',
    noticedBy: 'src/store/half-made.test.ts',
  },
  {
    what: 'the bot sends an answer anew after a lost one',
    file: 'src/work/bot/say.ts',
    from: '`lk-${hashOf(event).slice(0, 40)}-${part}`',
    to: '`lk-${hashOf(event + Math.random()).slice(0, 40)}-${part}`',
    noticedBy: 'test/bot/takeover.test.ts',
  },
]

const howMuch = ['--first', '--runs', '60', '--seed', '5', '--database', 'PostgreSQL']
const [only] = process.argv.slice(2)

for (const sabotage of sabotages.filter(({ what }) => what.includes(only ?? ''))) {
  const folder = copyOf(resolve('.'))
  try {
    carryOut(folder, sabotage)
    const verdict = await (sabotage.noticedBy === undefined
      ? byHistories(folder, sabotage)
      : byTest(folder, sabotage.noticedBy))
    process.stdout.write(`${sabotage.what}: ${verdict ?? 'NOT NOTICED'}\n`)
    if (verdict === undefined) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function byHistories(
  folder: string,
  { histories, driver = 'synapse', by }: Sabotage,
): Promise<string | undefined> {
  const nightly = histories
    ? [`test/${histories}/nightly.ts`, ...howMuch]
    : [
        'test/faults/nightly.ts',
        ...howMuch,
        '--random',
        '--driver',
        driver,
        ...(by ? ['--by', by] : []),
      ]
  const { output } = await run(process.execPath, nightly, { cwd: folder })
  const after = /Property failed after (\d+) tests/.exec(output)?.[1]
  return after && `history ${after}, ${/^ +- (.*)$/m.exec(output)?.[1]}`
}

async function byTest(folder: string, file: string): Promise<string | undefined> {
  const { ok, output } = await run(process.execPath, ['tools/test.ts', file], { cwd: folder })
  return ok ? undefined : (/^ *✖ (.*)$/m.exec(output)?.[1] ?? file)
}

function copyOf(project: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-sabotage-'))
  for (const part of ['src', 'test', 'tools', 'package.json']) {
    cpSync(join(project, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function carryOut(folder: string, { file, from, to }: Sabotage): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no such line any more: ${from}`)
  writeFileSync(path, text.replaceAll(from, to))
}
