import { type ProgramStage, stageOf } from './stage';

type Version = Parameters<typeof stageOf>[0];

const NOW = Date.parse('2026-11-20T12:00:00Z');
const AWAITING = { status: 'AWAITING_APPROVAL' } as Version['publication'];
const REJECTED = { status: 'REJECTED' } as Version['publication'];

test.each<[ProgramStage, Partial<Version>]>([
  ['DRAFT', { status: 'DRAFT' }],
  ['DRAFT', { status: 'DRAFT', publication: REJECTED }],
  ['AWAITING', { status: 'DRAFT', publication: AWAITING }],
  ['SCHEDULED', { status: 'PUBLISHED', effectiveFrom: '2026-11-21T00:00:00Z' }],
  ['IN_FORCE', { status: 'PUBLISHED', version: 7, effectiveFrom: '2026-11-01T00:00:00Z' }],
  ['REPLACED', { status: 'PUBLISHED', effectiveFrom: '2026-10-01T00:00:00Z' }],
  ['CANCELLED', { status: 'CANCELLED', effectiveFrom: '2026-11-21T00:00:00Z' }],
])('%s: %j', (stage, version) => {
  expect(stageOf({ version: 6, status: 'DRAFT', publication: null, effectiveFrom: null, ...version }, 7, NOW)).toBe(
    stage,
  );
});
