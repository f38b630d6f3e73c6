import { createContext, use } from 'react';
import type { DocumentPath } from '../../shared/document/document-store';
import { ListOf } from '../../shared/document/list-of';
import { PartsOf } from '../../shared/document/parts';
import type { StepNode } from './automation-tree.rules';

/** The step whose fields are shown, with its arms in the tree. */
interface EditedStep {
  readonly node: StepNode;
  readonly onChange: (node: StepNode) => void;
}

export const EditedStepContext = createContext<EditedStep | null>(null);

/** The ways (branches or shares) of a step. A way that is added or removed adds or removes its arm in the tree; a new way comes last in its list. */
export function Ways({ path }: { readonly path: DocumentPath }) {
  const edited = use(EditedStepContext);
  if (edited === null) throw new Error('the ways stand outside of a step');
  const { node, onChange } = edited;
  const list = String(path[0]);
  const { [list]: ways = [] } = node.step as unknown as Readonly<Record<string, readonly object[]>>;
  const changed = (next: readonly object[], arms: StepNode['arms']) =>
    onChange({ step: { ...node.step, [list]: next }, arms });
  return (
    <ListOf
      path={path}
      edits={{
        add: (way) => changed([...ways, way], node.arms.toSpliced(ways.length, 0, [])),
        removeAt: (index) => changed(ways.toSpliced(index, 1), node.arms.toSpliced(index, 1)),
      }}
    >
      {(way) => <PartsOf path={way} />}
    </ListOf>
  );
}
