import { type Finding, Findings, NAMED_FINDINGS } from './finding';
import { linesOf } from './ledger.cli';

const resultOf = (findings: Findings) => ({
  networkId: 'network',
  findings,
  isRight: findings.list().length === 0,
  transactions: 12,
  seals: 2,
  unsealed: 0,
  since: null,
  lostSeals: [],
  eventsKeptFrom: null,
  elapsedMs: 1_240,
});
const findingOf = (id: string, check: Finding['check'] = 1): Finding => ({
  check,
  row: 'lots',
  id,
  problem: 'it is wrong',
});

describe('what verify-ledger prints', () => {
  it('says what was checked when all is right', () => {
    expect(linesOf('demo', resultOf(new Findings()))).toEqual(['demo: 12 transactions under 2 seals in 1.2 s: right']);
  });

  it('says what no seal covers yet', () => {
    expect(linesOf('demo', { ...resultOf(new Findings()), seals: 0, unsealed: 12 })).toEqual([
      'demo: 12 transactions under 0 seals in 1.2 s: right',
      '  not sealed: the last 12 transactions',
    ]);
  });

  it('says what a run that goes on from a seal does not look at again', () => {
    const since = {
      number: 40,
      hash: '00',
      verifiedAt: '2026-11-21T03:00:00.000Z',
      wholeAt: '2026-11-01T03:00:00.000Z',
    };
    expect(linesOf('demo', { ...resultOf(new Findings()), since })).toEqual([
      'demo: 12 transactions under 2 seals in 1.2 s: right',
      '  not looked at again: the rows of seals 1 to 40, and decisions about guests without an act since. ' +
        'Up to that seal it was right on 2026-11-21, and everything on 2026-11-01',
    ]);
  });

  it('says what a restore has lost', () => {
    const lost = { restoredTo: 4, hash: '00', lostUpTo: 7, at: '2026-11-21T03:00:00.000Z' };
    expect(linesOf('demo', { ...resultOf(new Findings()), lostSeals: [lost] })[1]).toBe(
      '  restored on 2026-11-21: seals 5 to 7 were lost, as the operator accepted',
    );
  });

  it('says from when on the event log is kept', () => {
    const eventsKeptFrom = new Date('2026-02-01T00:00:00Z');
    expect(linesOf('demo', { ...resultOf(new Findings()), eventsKeptFrom })[1]).toBe(
      '  the event log is kept from 2026-02-01 on, and before that the rows of the journal alone',
    );
  });

  it('names the rows that are wrong under their check, and counts those beyond twenty', () => {
    const findings = new Findings();
    for (let i = 1; i <= NAMED_FINDINGS + 5; i += 1) findings.add(findingOf(`lot-${String(i)}`));
    findings.addAll([findingOf('seal', 8)]);
    const lines = linesOf('demo', resultOf(findings));
    expect(lines[0]).toBe('demo: 12 transactions under 2 seals in 1.2 s: WRONG');
    expect(lines[1]).toMatch(/^ {2}\(1\) .*: 25 wrong$/);
    expect(lines[2]).toBe('      lots lot-1: it is wrong');
    expect(lines).toContain('      lots lot-20: it is wrong');
    expect(lines).not.toContain('      lots lot-21: it is wrong');
    expect(lines.at(-1)).toBe('      lots seal: it is wrong');
  });
});
