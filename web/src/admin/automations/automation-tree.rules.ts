import type {
  AutomationDocument,
  AutomationMistake,
  AutomationStep,
  StepKind,
} from '../../entities/automation/automation.api';

/** A step with one arm for each of its branches: the steps of the branch before all branches meet. A step without branches has no arms. */
export interface StepNode {
  readonly step: AutomationStep;
  readonly arms: readonly Block[];
}

/** End of a block at which a guest goes on to the step named `jump`, which stands elsewhere in the tree, such as earlier. */
export interface JumpNode {
  readonly jump: string;
}

export type TreeNode = StepNode | JumpNode;
/** Steps and jumps of one arm, or of the whole tree, in the order in which a guest goes through them. */
export type Block = readonly TreeNode[];

/** Place of a node in the tree: `index` in arm number `arm` of the step named `parent`; null: in the outermost block. Counted from 0. */
export interface TreePosition {
  readonly parent: string | null;
  readonly arm: number;
  readonly index: number;
}

export const isJump = (node: TreeNode): node is JumpNode => 'jump' in node;

/** Whether no node may follow this one in its block: a jump, or the end of a run. */
export function isLast(node: TreeNode | undefined): boolean {
  return node !== undefined && (isJump(node) || node.step.kind === 'END');
}

/** Names of the steps that may follow a step, one for each branch, `otherwise` last; null: the run ends there. */
export function waysOf(step: AutomationStep): (string | null)[] {
  switch (step.kind) {
    case 'END':
      return [];
    case 'BRANCH':
      return [...step.branches.map(({ next }) => next), step.otherwise];
    case 'SPLIT':
      return step.shares.map(({ next }) => next);
    case 'WAIT_EVENT':
      return [step.next, step.otherwise];
    default:
      return [step.next];
  }
}

function withWays(step: AutomationStep, ways: readonly (string | null)[]): AutomationStep {
  const to = (way: number) => ways[way] ?? null;
  switch (step.kind) {
    case 'END':
      return step;
    case 'BRANCH':
      return {
        ...step,
        branches: step.branches.map((branch, way) => ({ ...branch, next: to(way) })),
        otherwise: to(step.branches.length),
      };
    case 'SPLIT':
      return { ...step, shares: step.shares.map((share, way) => ({ ...share, next: to(way) })) };
    case 'WAIT_EVENT':
      return { ...step, next: to(0), otherwise: to(1) };
    default:
      return { ...step, next: to(0) };
  }
}

export function hasArms({ kind }: AutomationStep): boolean {
  return kind === 'BRANCH' || kind === 'SPLIT' || kind === 'WAIT_EVENT';
}

/** Tree of the steps of a document. Steps that no guest can reach from the first step are left out. */
export function treeOf({ steps }: Pick<AutomationDocument, 'steps'>): Block {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const placed = new Set<string>();
  const names = new Set(byName.keys());
  return blockFrom(steps[0]?.name ?? null, null, new Set());

  /** Block of the steps from `from` until the step `stop`, which the caller places; steps named in `outer` are placed by its callers. */
  function blockFrom(from: string | null, stop: string | null, outer: ReadonlySet<string>): Block {
    const block: TreeNode[] = [];
    let at = from;
    while (at !== stop) {
      const step = at === null ? undefined : byName.get(at);
      if (step === undefined) {
        block.push({ step: { name: freshName('END', names), kind: 'END' }, arms: [] });
        break;
      }
      if (placed.has(step.name) || outer.has(step.name)) {
        block.push({ jump: step.name });
        break;
      }
      placed.add(step.name);
      const ways = waysOf(step);
      if (!hasArms(step)) {
        block.push({ step, arms: [] });
        if (step.kind === 'END') break;
        at = ways[0] ?? null;
        continue;
      }
      const taken = new Set([...placed, ...outer, ...(stop === null ? [] : [stop])]);
      const join = meetingOf(ways, taken) ?? stop;
      const beyond = stop === null || stop === join ? outer : new Set([...outer, stop]);
      block.push({ step, arms: ways.map((way) => blockFrom(way, join, beyond)) });
      at = join;
    }
    return block;
  }

  /** Name of the first step that at least two branches lead to; null: the branches never meet. */
  function meetingOf(ways: readonly (string | null)[], taken: ReadonlySet<string>): string | null {
    const reached = ways.map((way) => reachedFrom(way, taken));
    for (const [index, names] of reached.entries())
      for (const name of names) if (reached.some((others, other) => other > index && others.has(name))) return name;
    return null;
  }

  function reachedFrom(from: string | null, taken: ReadonlySet<string>): Set<string> {
    const reached = new Set<string>();
    const open = [from];
    for (let name = open.shift(); name !== undefined; name = open.shift()) {
      const step = name === null || taken.has(name) || reached.has(name) ? undefined : byName.get(name);
      if (step === undefined) continue;
      reached.add(step.name);
      open.push(...waysOf(step));
    }
    return reached;
  }
}

/** Steps of a document made from the tree, in the order in which they stand on the page. */
export function stepsOf(tree: Block): AutomationStep[] {
  return flat(tree, null);

  function flat(block: Block, after: string | null): AutomationStep[] {
    return block.flatMap((node, index) => {
      if (isJump(node)) return [];
      const next = startOf(block.slice(index + 1), after);
      const arms = node.arms.map((arm) => startOf(arm, next));
      const step = withWays(node.step, hasArms(node.step) ? arms : [next]);
      return [step, ...node.arms.flatMap((arm) => flat(arm, next))];
    });
  }

  function startOf([first]: Block, after: string | null): string | null {
    if (first === undefined) return after;
    return isJump(first) ? first.jump : first.step.name;
  }
}

/** All steps of a block and of its arms, in the order in which they stand on the page. */
export function nodesOf(block: Block): StepNode[] {
  return block.flatMap((node) => (isJump(node) ? [] : [node, ...node.arms.flatMap(nodesOf)]));
}

export function insertAt(tree: Block, at: TreePosition, node: TreeNode): Block {
  return changeBlock(tree, at, (block) => block.toSpliced(at.index, 0, node));
}

/** The tree without the node at a position and without its arms; jumps to removed steps are removed too. */
export function removeAt(tree: Block, at: TreePosition): Block {
  return withoutLostJumps(changeBlock(tree, at, (block) => block.toSpliced(at.index, 1)));
}

/**
 * The tree with the node at a position moved one place up (-1) or down (1); at the edge of an arm the node leaves the arm.
 * Null: the node can't move that way.
 */
export function moveAt(tree: Block, at: TreePosition, by: -1 | 1): Block | null {
  const block = blockAt(tree, at);
  const node = block[at.index];
  const other = block[at.index + by];
  if (node === undefined || isLast(node)) return null;
  if (other !== undefined)
    return isLast(other)
      ? null
      : changeBlock(tree, at, (one) => one.toSpliced(at.index, 1).toSpliced(at.index + by, 0, node));
  const parent = at.parent === null ? null : positionOf(tree, at.parent);
  if (parent === null) return null;
  const without = changeBlock(tree, at, (one) => one.toSpliced(at.index, 1));
  return insertAt(without, { ...parent, index: parent.index + (by === 1 ? 1 : 0) }, node);
}

/** The tree with `changed` in place of the step named `name`. */
export function replaceNode(tree: Block, name: string, changed: StepNode): Block {
  return tree.map((node) => {
    if (isJump(node)) return node;
    if (node.step.name === name) return changed;
    return { ...node, arms: node.arms.map((arm) => replaceNode(arm, name, changed)) };
  });
}

export function positionOf(tree: Block, name: string): TreePosition | null {
  return find(tree, null, 0);

  function find(block: Block, parent: string | null, arm: number): TreePosition | null {
    for (const [index, node] of block.entries()) {
      if (isJump(node)) continue;
      if (node.step.name === name) return { parent, arm, index };
      for (const [inner, one] of node.arms.entries()) {
        const found = find(one, node.step.name, inner);
        if (found !== null) return found;
      }
    }
    return null;
  }
}

function blockAt(tree: Block, { parent, arm }: TreePosition): Block {
  if (parent === null) return tree;
  return nodesOf(tree).find(({ step }) => step.name === parent)?.arms[arm] ?? [];
}

function changeBlock(tree: Block, { parent, arm }: TreePosition, change: (block: Block) => Block): Block {
  if (parent === null) return change(tree);
  return tree.map((node) => {
    if (isJump(node)) return node;
    const isParent = node.step.name === parent;
    return {
      ...node,
      arms: node.arms.map((one, index) =>
        isParent ? (index === arm ? change(one) : one) : changeBlock(one, { parent, arm, index: 0 }, change),
      ),
    };
  });
}

function withoutLostJumps(tree: Block): Block {
  const names = new Set(nodesOf(tree).map(({ step }) => step.name));
  const kept = (block: Block): Block =>
    block
      .filter((node) => !isJump(node) || names.has(node.jump))
      .map((node) => (isJump(node) ? node : { ...node, arms: node.arms.map(kept) }));
  return kept(tree);
}

/**
 * A name that no step has, such as "wait" or "wait2"; adds the name to `names`. Steps are not renamed later, because a new
 * version of an automation moves guests to the step that has the same name.
 */
export function freshName(kind: StepKind, names: Set<string>): string {
  const stem = kind.toLowerCase().replace('_', '-');
  let name = stem;
  for (let number = 2; names.has(name); number += 1) name = `${stem}${String(number)}`;
  names.add(name);
  return name;
}

/** Mistakes of a document by the name of their step, with paths from that step on; mistakes outside steps stand under ''. */
export function mistakesByStep(
  steps: readonly AutomationStep[],
  mistakes: readonly Pick<AutomationMistake, 'path' | 'message'>[],
): ReadonlyMap<string, readonly Pick<AutomationMistake, 'path' | 'message'>[]> {
  const found = new Map<string, Pick<AutomationMistake, 'path' | 'message'>[]>();
  for (const { path: whole, message } of mistakes) {
    const [, index, within] = /^(?:document\.)?steps\[(\d+)\]\.?(.*)$/.exec(whole) ?? [];
    const step = index === undefined ? undefined : steps[Number(index)];
    const path = step === undefined ? whole.replace(/^document\./, '') : (within ?? '');
    const name = step?.name ?? '';
    found.set(name, [...(found.get(name) ?? []), { path, message }]);
  }
  return found;
}
