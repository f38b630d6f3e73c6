import fc from 'fast-check';
import type { AutomationStep } from '../../entities/automation/automation.api';
import {
  type Block,
  freshName,
  insertAt,
  mistakesByStep,
  moveAt,
  nodesOf,
  positionOf,
  removeAt,
  stepsOf,
  treeOf,
  waysOf,
} from './automation-tree.rules';

const wait = (name: string, next: string | null): AutomationStep => ({
  name,
  kind: 'WAIT',
  amount: 1,
  unit: 'DAYS',
  next,
});
const split = (name: string, ...ways: (string | null)[]): AutomationStep => ({
  name,
  kind: 'SPLIT',
  shares: ways.map((next) => ({ sharePpm: 500_000, next })),
});

/** Steps of a split with two arms, one with the step `a` and one empty, that meet at the step `last`. */
const MEETING = [split('split', 'a', 'last'), wait('a', 'last'), wait('last', null)];

describe('Steps as a column', () => {
  it('reads arms that meet as a step with arms and what comes after them', () => {
    expect(shapeOf(treeOf({ steps: MEETING }))).toEqual([{ split: [['a'], []] }, 'last']);
  });

  it('writes a way back as a jump, and an end within an arm as an end', () => {
    const steps = [wait('first', 'split'), split('split', 'first', null, 'last'), wait('last', null)];
    expect(shapeOf(treeOf({ steps }))).toEqual(['first', { split: [['>first'], [], ['last']] }]);
    const ends = [split('split', 'a', 'last', null), wait('a', 'last'), wait('last', null)];
    expect(shapeOf(treeOf({ steps: ends }))).toEqual([{ split: [['a'], [], ['end']] }, 'last']);
  });

  it('leads each step where the document leads it, whatever the document is', () => {
    const count = 8;
    const way = fc.option(fc.nat(count - 1).map((index) => `s${String(index)}`));
    const steps = fc.array(fc.array(way, { minLength: 1, maxLength: 3 }), { minLength: count, maxLength: count });
    fc.assert(
      fc.property(steps, (ways) => {
        const document = ways.map((to, index): AutomationStep => {
          const name = `s${String(index)}`;
          return to.length === 1 ? wait(name, to[0] ?? null) : split(name, ...to);
        });
        const read = stepsOf(treeOf({ steps: document }));
        expect(read[0]?.name).toBe('s0');
        expect(new Set(read.map(({ name }) => name)).size).toBe(read.length);
        const ended = new Set(read.filter(({ kind }) => kind === 'END').map(({ name }) => name));
        const leads = (step: AutomationStep) => waysOf(step).map((to) => (to !== null && ended.has(to) ? null : to));
        const byName = new Map(document.map((step) => [step.name, step]));
        for (const step of read.filter(({ kind }) => kind !== 'END'))
          expect([step.name, leads(step)]).toEqual([step.name, waysOf(byName.get(step.name) ?? step)]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('A change of the column', () => {
  const tree = treeOf({ steps: MEETING });

  it('puts a step where the "+" stands, with a name that no step has', () => {
    const name = freshName('WAIT', new Set(['wait']));
    const changed = insertAt(tree, { parent: 'split', arm: 1, index: 0 }, { step: wait(name, null), arms: [] });
    expect(stepsOf(changed).map((step) => [step.name, ...waysOf(step)])).toEqual([
      ['split', 'a', 'wait2'],
      ['a', 'last'],
      ['wait2', 'last'],
      ['last', null],
    ]);
  });

  it('takes a step away with its arms, and the jumps that lead there', () => {
    const back = treeOf({ steps: [wait('first', 'split'), split('split', 'first', 'a'), wait('a', null)] });
    const at = positionOf(back, 'first') ?? { parent: null, arm: 0, index: -1 };
    expect(shapeOf(removeAt(back, at))).toEqual([{ split: [[], ['a']] }]);
    expect(shapeOf(removeAt(tree, { parent: null, arm: 0, index: 0 }))).toEqual(['last']);
  });

  it('moves a step by one, at the edge of an arm out of it, and never out of the column', () => {
    const inArm = positionOf(tree, 'a') ?? { parent: null, arm: 0, index: -1 };
    expect(shapeOf(moveAt(tree, inArm, -1) ?? [])).toEqual(['a', { split: [[], []] }, 'last']);
    expect(shapeOf(moveAt(tree, inArm, 1) ?? [])).toEqual([{ split: [[], []] }, 'a', 'last']);
    expect(shapeOf(moveAt(tree, { parent: null, arm: 0, index: 1 }, -1) ?? [])).toEqual([
      'last',
      { split: [['a'], []] },
    ]);
    expect(moveAt(tree, { parent: null, arm: 0, index: 0 }, -1)).toBeNull();
    expect(moveAt(tree, { parent: null, arm: 0, index: 1 }, 1)).toBeNull();
  });
});

it('shows a mistake at its step, both of a check and of a refused save, and the others above the column', () => {
  const found = mistakesByStep(MEETING, [
    { path: 'steps[1].amount', message: 'too long' },
    { path: 'document.steps[2].next', message: 'unknown' },
    { path: 'document.entry.afterDays', message: 'required' },
  ]);
  expect([...found]).toEqual([
    ['a', [{ path: 'amount', message: 'too long' }]],
    ['last', [{ path: 'next', message: 'unknown' }]],
    ['', [{ path: 'entry.afterDays', message: 'required' }]],
  ]);
});

/** A block as names of steps: a step with arms as an object by its name, a jump as its target after ">". */
function shapeOf(block: Block): unknown[] {
  expect(nodesOf(block)).toBeDefined();
  return block.map((node) => {
    if ('jump' in node) return `>${node.jump}`;
    return node.arms.length === 0 ? node.step.name : { [node.step.name]: node.arms.map(shapeOf) };
  });
}
