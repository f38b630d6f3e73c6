import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { SeveralDone } from '../../../entities/several/several.types';
import type { Send } from '../../../shared/api/act-key';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './bulk.module.css';
import { ChosenBar } from './chosen-bar';
import type { Chosen } from './use-chosen';

/** The body of a call that does one act to each id; with `preview` it only says what the act would do (`src/platform/http/several.ts`). */
export interface SeveralCall<Act> {
  readonly ids: string[];
  readonly act: Act;
  readonly preview: boolean;
}

interface SeveralAct<Act> {
  readonly act: Act;
  readonly label: string;
  /** The sentence in the dialog that says how the act changes things. */
  readonly help: string;
  /** The act that takes this one back; left out: it cannot be taken back. */
  readonly undo?: Act | undefined;
}

interface SeveralActsProps<Act> {
  readonly chosen: Chosen;
  readonly acts: readonly SeveralAct<Act>[];
  readonly send: Send<SeveralCall<Act>, SeveralDone>;
  readonly onChanged: () => unknown;
  /** Fields that say more about the acts, before their buttons. */
  readonly children?: ReactNode;
}

interface Asked<Act> {
  readonly of: SeveralAct<Act>;
  readonly ids: string[];
  readonly done: SeveralDone;
  /** Names of the rows by id, read before the act: rows that it archives leave the list. */
  readonly names: ReadonlyMap<string, string>;
}

/** Acts for the chosen rows: each opens a preview, is done when confirmed, shows its result, and may be undone from there. */
export function SeveralActs<Act extends string>({ chosen, acts, send, onChanged, children }: SeveralActsProps<Act>) {
  const { t } = useTranslation('admin');
  const [asked, setAsked] = useState<Asked<Act> | null>(null);
  const [last, setLast] = useState<Asked<Act> | null>(null);
  const preview = useChange(send, (done, { act, ids }) => {
    const of = acts.find((one) => one.act === act);
    if (of === undefined) return;
    setAsked({ of, ids, done, names: new Map(ids.map((id) => [id, chosen.nameOf(id)])) });
  });
  const change = useChange(send, async (done) => {
    setLast(asked === null ? null : { ...asked, done });
    setAsked(null);
    chosen.clear();
    await onChanged();
  });
  const undo = useChange(send, async (done) => {
    setLast(last === null ? null : { ...last, of: { ...last.of, label: t('bulk.undone'), undo: undefined }, done });
    await onChanged();
  });

  return (
    <>
      <ChosenBar chosen={chosen}>
        {children}
        {acts.map(({ act, label }) => (
          <Button
            key={act}
            variant="default"
            loading={preview.isPending && preview.variables.act === act}
            onClick={() => {
              change.reset();
              setLast(null);
              preview.mutate({ act, ids: [...chosen.ids], preview: true });
            }}
          >
            {label}
          </Button>
        ))}
      </ChosenBar>
      <FailureNotice error={preview.error} />
      <FailureNotice error={undo.error} />
      {last !== null && (
        <div ref={focus} tabIndex={-1} className={classes.result} role="status">
          <strong>{last.of.label}</strong>
          <Outcome asked={last} isDone />
          {last.of.undo !== undefined && changedOf(last.done).length > 0 && (
            <Button
              variant="default"
              loading={undo.isPending}
              onClick={() => undo.mutate({ act: last.of.undo as Act, ids: changedOf(last.done), preview: false })}
            >
              {t('bulk.undo')}
            </Button>
          )}
        </div>
      )}
      {asked !== null && (
        <Dialog title={asked.of.label} onClose={() => setAsked(null)}>
          <p className={classes.help}>{asked.of.help}</p>
          <Outcome asked={asked} isDone={false} />
          <FailureNotice error={change.error} />
          <div className={classes.acts}>
            <Button
              data-autofocus
              loading={change.isPending}
              disabled={changedOf(asked.done).length === 0}
              onClick={() => change.mutate({ act: asked.of.act, ids: asked.ids, preview: false })}
            >
              {t('bulk.yes', { count: changedOf(asked.done).length })}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)}>
              {t('bulk.no')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** The button that was pressed is gone with the choice, so the keyboard goes on from the result. */
const focus = (element: HTMLElement | null): void => element?.focus();

const changedOf = ({ items }: SeveralDone): string[] =>
  items.flatMap(({ id, outcome }) => (outcome === 'DONE' ? [id] : []));

/** Says how many rows an act changes, how many it leaves, and which it refuses and why. */
function Outcome<Act>({ asked: { done, names }, isDone }: { readonly asked: Asked<Act>; readonly isDone: boolean }) {
  const { t } = useTranslation('admin');
  const changed = changedOf(done).length;
  const same = done.items.filter(({ outcome }) => outcome === 'UNCHANGED').length;
  const refused = done.items.filter(({ reason }) => reason !== null);
  return (
    <>
      <p className={classes.line}>{t(isDone ? 'bulk.changed' : 'bulk.willChange', { count: changed })}</p>
      {same > 0 && <p className={classes.line}>{t('bulk.same', { count: same })}</p>}
      {refused.length > 0 && (
        <>
          <p className={classes.line}>{t(isDone ? 'bulk.refused' : 'bulk.willRefuse', { count: refused.length })}</p>
          <ul className={classes.refused}>
            {refused.map(({ id, reason }) => (
              <li key={id}>
                <strong>{names.get(id)}</strong>
                {`: ${reason?.title ?? ''}. ${reason?.detail ?? ''}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
