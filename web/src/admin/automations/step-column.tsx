import { ActionIcon, Menu, NativeSelect } from '@mantine/core';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { AutomationStep, StepKind } from '../../entities/automation/automation.api';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useTranslation } from '../../shared/i18n/use-translation';
import { firstNode, OFFERED } from './automation-first.rules';
import {
  type Block,
  insertAt,
  isJump,
  isLast,
  moveAt,
  nodesOf,
  type TreePosition,
  removeAt,
  replaceNode,
  type StepNode,
  type TreeNode,
} from './automation-tree.rules';
import classes from './automations.module.css';
import { Line, type Mistake } from './line';
import { StepCounts, type StepFigures } from './step-counts';
import { StepFields } from './step-fields';
import { useAutomationWords } from './use-automation-words';

/** The last removal or move of a step, which the page names beside its Undo button. `step` is the sentence of the step. */
export interface UndoableEdit {
  readonly did: 'removed' | 'moved';
  readonly step: string;
}

export interface ColumnProps {
  readonly tree: Block;
  /** Called with the changed tree; left out: the reader may not edit. */
  readonly onChange?: ((tree: Block, deed?: UndoableEdit) => void) | undefined;
  readonly mistakes: ReadonlyMap<string, readonly Mistake[]>;
  /** Numbers of guests by the name of the step; a step that never ran has no entry. */
  readonly figures: ReadonlyMap<string, StepFigures>;
  readonly onShowGuests: (step: string) => void;
  /** The name of the step whose fields are open; null: none. */
  readonly open: string | null;
  readonly onOpen: (name: string | null) => void;
  /** Name of the step that was just added or moved and takes the keyboard focus; null: no step does. */
  readonly focused: string | null;
  readonly onFocus: (name: string) => void;
}

/** The steps of an automation from the first to the last as sentences, the steps of each branch indented. */
export function StepColumn(props: ColumnProps) {
  const { t } = useTranslation('admin');
  const { tree } = props;
  return (
    <>
      <BlockLines {...props} block={tree} parent={null} arm={0} way={null} />
      {!isLast(tree.at(-1)) && <p className={classes.end}>{t('automations.ends')}</p>}
    </>
  );
}

interface BlockProps extends ColumnProps {
  readonly block: Block;
  readonly parent: AutomationStep | null;
  readonly arm: number;
  /** Sentence of the branch that the block belongs to, such as "30 % of guests"; null: the block is the outermost one. */
  readonly way: string | null;
}

function BlockLines({ block, parent, arm, way, ...column }: BlockProps) {
  const { t } = useTranslation('admin');
  const words = useAutomationWords();
  const { tree, onChange } = column;
  const at = (index: number): TreePosition => ({ parent: parent?.name ?? null, arm, index });
  const said = (node: TreeNode) =>
    isJump(node) ? t('automations.say.JUMP', { step: nameOf(node.jump) }) : words.step(node.step);
  const nameOf = (name: string) => {
    const found = nodesOf(tree).find(({ step }) => step.name === name);
    return found === undefined ? name : words.step(found.step);
  };

  function add(index: number, kind: StepKind | 'JUMP'): void {
    const [first] = nodesOf(tree);
    if (kind === 'JUMP') {
      if (first !== undefined) onChange?.(insertAt(tree, at(index), { jump: first.step.name }));
      return;
    }
    const node = firstNode(kind, new Set(nodesOf(tree).map(({ step }) => step.name)));
    onChange?.(insertAt(tree, at(index), node));
    column.onOpen(node.step.name);
    column.onFocus(node.step.name);
  }

  const plus = (index: number) => {
    const before = block[index];
    const label =
      before !== undefined
        ? t('automations.addBefore', { step: said(before) })
        : way === null
          ? t('automations.addLast')
          : t('automations.addTo', { way });
    return (
      onChange !== undefined && (
        <AddStep
          label={label}
          mayEnd={before === undefined && tree.length > 0}
          onAdd={(kind) => {
            add(index, kind);
          }}
        />
      )
    );
  };

  return (
    <ul className={classes.block}>
      {block.map((node, index) => (
        <li key={isJump(node) ? `to ${node.jump}` : node.step.name}>
          {plus(index)}
          {isJump(node) ? (
            <JumpLine {...column} node={node} at={at(index)} sentence={said(node)} nameOf={nameOf} />
          ) : (
            <StepLine {...column} node={node} at={at(index)} sentence={said(node)} />
          )}
        </li>
      ))}
      {!isLast(block.at(-1)) && <li key="">{plus(block.length)}</li>}
    </ul>
  );
}

interface StepLineProps extends ColumnProps {
  readonly node: StepNode;
  readonly at: TreePosition;
  readonly sentence: string;
}

function StepLine({ node, at, sentence, ...column }: StepLineProps) {
  const { t } = useTranslation('admin');
  const words = useAutomationWords();
  const { tree, onChange, open, onOpen, onFocus } = column;
  const { step, arms } = node;
  const move = (by: -1 | 1) => {
    const moved = onChange === undefined ? null : moveAt(tree, at, by);
    return moved === null
      ? null
      : () => {
          onChange?.(moved, { did: 'moved', step: sentence });
          onFocus(step.name);
        };
  };
  const figures = column.figures.get(step.name);
  return (
    <>
      <Line
        // A moved step has another key, so it mounts anew and takes the keyboard focus.
        key={`${at.parent ?? ''} ${String(at.arm)} ${String(at.index)}`}
        sentence={sentence}
        isOpen={open === step.name}
        takesFocus={column.focused === step.name}
        mistakes={column.mistakes.get(step.name) ?? []}
        onToggle={onChange === undefined ? undefined : () => onOpen(open === step.name ? null : step.name)}
        counts={
          figures !== undefined && (
            <StepCounts
              label={t('automations.countsOf', { step: sentence })}
              figures={figures}
              onShow={() => column.onShowGuests(step.name)}
            />
          )
        }
        {...(onChange !== undefined && {
          moves: {
            up: move(-1),
            down: move(1),
            remove: () => onChange(removeAt(tree, at), { did: 'removed', step: sentence }),
          },
        })}
      >
        <StepFields
          node={node}
          mistakes={column.mistakes.get(step.name) ?? []}
          onChange={(changed) => onChange?.(replaceNode(tree, step.name, changed))}
        />
      </Line>
      {arms.length > 0 && (
        <ul className={classes.arms}>
          {arms.map((arm, index) => {
            const way = words.way(step, index);
            return (
              <li key={`${String(index)} of ${String(arms.length)}`}>
                <p className={classes.way}>{way}</p>
                <BlockLines {...column} block={arm} parent={step} arm={index} way={way} />
                {arm.length === 0 && onChange === undefined && <p className={classes.end}>{t('automations.goesOn')}</p>}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

interface JumpLineProps extends ColumnProps {
  readonly node: { readonly jump: string };
  readonly at: TreePosition;
  readonly sentence: string;
  readonly nameOf: (name: string) => string;
}

function JumpLine({ node, at, sentence, nameOf, ...column }: JumpLineProps) {
  const { t } = useTranslation('admin');
  const { tree, onChange, open, onOpen } = column;
  const name = `to ${node.jump} ${useId()}`;
  return (
    <Line
      sentence={sentence}
      isOpen={open === name}
      onToggle={onChange === undefined ? undefined : () => onOpen(open === name ? null : name)}
      {...(onChange !== undefined && {
        moves: {
          up: null,
          down: null,
          remove: () => onChange(removeAt(tree, at), { did: 'removed', step: sentence }),
        },
      })}
    >
      <NativeSelect
        label={t('automations.field.target')}
        value={node.jump}
        onChange={(change) => onChange?.(insertAt(removeAt(tree, at), at, { jump: change.currentTarget.value }))}
        data={nodesOf(tree).map(({ step }) => ({ value: step.name, label: nameOf(step.name) }))}
      />
    </Line>
  );
}

interface AddStepProps {
  readonly label: string;
  /** Whether the menu also offers the end and a jump: only where no step follows. */
  readonly mayEnd: boolean;
  readonly onAdd: (kind: StepKind | 'JUMP') => void;
}

/** Button "+" whose menu adds a step of the chosen kind. */
function AddStep({ label, mayEnd, onAdd }: AddStepProps) {
  const { t } = useTranslation('admin');
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const kinds = [...OFFERED, ...(mayEnd ? (['JUMP', 'END'] as const) : [])];
  // Returns the focus to the button only on Escape: when a step was added, the line of the step gets the focus. The button handles Escape too,
  // because the menu gets the focus late.
  function closeOnEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !isOpen) return;
    setOpen(false);
    button.current?.focus();
  }
  return (
    <Menu position="bottom-start" opened={isOpen} onChange={setOpen} returnFocus={false} closeOnEscape={false}>
      <Menu.Target>
        <ActionIcon
          ref={button}
          variant="subtle"
          my={2}
          mr={0}
          ml={4}
          aria-label={label}
          title={t('automations.addStep')}
          onKeyDown={closeOnEscape}
        >
          <IconPlus size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onKeyDown={closeOnEscape}>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            {t(`automations.kind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
