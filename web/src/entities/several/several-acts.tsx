import { Button, Flex, NativeSelect, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { SeveralDone } from './several.types';
import { MANUAL_REASONS, useReasonChoices } from '../transaction/manual-reasons';
import type { Send } from '../../shared/api/act-key';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './bulk.module.css';
import { ChosenBar } from './chosen-bar';
import type { ChosenRows } from './use-chosen';
import { bound } from '../../shared/ui/bound';

/** The body of a call that does one act to each id; with `preview` it only says what the act would do (`src/platform/http/several.ts`). */
export interface SeveralCall<Act> {
  readonly ids: string[];
  readonly act: Act;
  readonly preview: boolean;
  /** The reason, for an act that asks for one. */
  readonly reasonCode?: Reason | undefined;
}

type Reason = (typeof MANUAL_REASONS)[number];

/** Ids of one call; the API takes 200. */
const MOST_OF_CALL = 200;

interface SeveralAct<Act> {
  readonly act: Act;
  readonly label: string;
  /** Explains in the dialog what the act changes. */
  readonly help: string;
  /** The act that takes this one back; left out: it cannot be taken back. */
  readonly undo?: Act | undefined;
  /** Whether preview and result speak of a change or of sending. Left out: of a change. */
  readonly words?: 'change' | 'send';
  /** Whether it is done for a reason that a person names. */
  readonly asksWhy?: boolean;
}

interface SeveralActsProps<Act> {
  readonly chosen: ChosenRows;
  readonly acts: readonly SeveralAct<Act>[];
  readonly send: Send<SeveralCall<Act>, SeveralDone>;
  readonly onChanged: () => unknown;
  /** Whether the list has no header row with a checkbox for all rows, as a list of cards has none. */
  readonly hasAllBox?: boolean;
  /** Fields that say more about the acts, before their buttons. */
  readonly children?: ReactNode;
}

interface BulkQuestion<Act> {
  readonly of: SeveralAct<Act>;
  readonly ids: string[];
  readonly done: SeveralDone;
  /** Names of the rows by id. They are read before the act, because the act may archive rows, which then leave the list. */
  readonly names: ReadonlyMap<string, string>;
}

/** Acts for the chosen rows: each opens a preview, is done when confirmed, shows its result, and may be undone from there. */
export function SeveralActs<Act extends string>({
  chosen,
  acts,
  send: sendPiece,
  onChanged,
  hasAllBox = false,
  children,
}: SeveralActsProps<Act>) {
  const { t } = useTranslation('admin');
  const reasons = useReasonChoices();
  /** The chosen reason. Undefined: the person has not chosen a reason, and the page chooses no reason in advance. */
  const [reason, setReason] = useState<Reason>();
  const send = inPieces(sendPiece);
  const [asked, setAsked] = useState<BulkQuestion<Act> | null>(null);
  const [last, setLast] = useState<BulkQuestion<Act> | null>(null);
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
      <ChosenBar chosen={chosen} hasAllBox={hasAllBox}>
        {children}
        {acts.map(({ act, label }) => (
          <Button
            key={act}
            variant="default"
            loading={preview.isPending && preview.variables.act === act}
            onClick={() => {
              change.reset();
              setLast(null);
              setReason(undefined);
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
              onClick={() =>
                undo.mutate({
                  act: last.of.undo as Act,
                  ids: changedOf(last.done),
                  preview: false,
                  reasonCode: last.of.asksWhy === true ? reason : undefined,
                })
              }
            >
              {t('bulk.undo')}
            </Button>
          )}
        </div>
      )}
      {asked !== null && (
        <Dialog title={asked.of.label} onClose={() => setAsked(null)}>
          <Text mb={12} c="dimmed" lh={1.45}>
            {asked.of.help}
          </Text>
          <Outcome asked={asked} isDone={false} />
          {asked.of.asksWhy === true && (
            <NativeSelect
              label={t('bulk.why')}
              data-autofocus
              {...bound(reason ?? '', (value) => setReason(MANUAL_REASONS.find((known) => known === value)))}
              data={reasons}
            />
          )}
          <FailureNotice error={change.error} />
          <Flex gap={8} wrap="wrap" mt={16}>
            <Button
              {...(asked.of.asksWhy !== true && { 'data-autofocus': true })}
              loading={change.isPending}
              disabled={changedOf(asked.done).length === 0 || (asked.of.asksWhy === true && reason === undefined)}
              onClick={() =>
                change.mutate({
                  act: asked.of.act,
                  ids: asked.ids,
                  preview: false,
                  reasonCode: asked.of.asksWhy === true ? reason : undefined,
                })
              }
            >
              {t(`bulk.${asked.of.words ?? 'change'}.yes`, { count: changedOf(asked.done).length })}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)}>
              {t('bulk.no')}
            </Button>
          </Flex>
        </Dialog>
      )}
    </>
  );
}

/** Sends the ids in several calls, one after another. Each call has its own key, so an interrupted call can be repeated without doing an act twice. */
function inPieces<Act>(send: Send<SeveralCall<Act>, SeveralDone>): Send<SeveralCall<Act>, SeveralDone> {
  return async ({ key, body }) => {
    const items: SeveralDone['items'] = [];
    for (let from = 0; from < body.ids.length; from += MOST_OF_CALL) {
      const ids = body.ids.slice(from, from + MOST_OF_CALL);
      const piece = await send({ key: from === 0 ? key : `${key}/${String(from)}`, body: { ...body, ids } });
      items.push(...piece.items);
    }
    return { items };
  };
}

/** The pressed button disappears with the selection, so the result gets the focus. */
const focus = (element: HTMLElement | null): void => element?.focus();

const changedOf = ({ items }: SeveralDone): string[] =>
  items.flatMap(({ id, outcome }) => (outcome === 'DONE' ? [id] : []));

/** Says how many rows an act changes, how many it leaves, and which it refuses and why. */
function Outcome<Act>({
  asked: { of, done, names },
  isDone,
}: {
  readonly asked: BulkQuestion<Act>;
  readonly isDone: boolean;
}) {
  const { t } = useTranslation('admin');
  const words = `bulk.${of.words ?? 'change'}` as const;
  const changed = changedOf(done).length;
  const same = done.items.filter(({ outcome }) => outcome === 'UNCHANGED').length;
  const refused = done.items.filter(({ reason }) => reason !== null);
  return (
    <>
      <p className={classes.line}>{t(`${words}.${isDone ? 'done' : 'will'}`, { count: changed })}</p>
      {same > 0 && <p className={classes.line}>{t('bulk.same', { count: same })}</p>}
      {refused.length > 0 && (
        <>
          <p className={classes.line}>
            {t(`${words}.${isDone ? 'refused' : 'willRefuse'}`, { count: refused.length })}
          </p>
          <ul className={classes.refused}>
            {refused.map(({ id, reason }) => (
              <li key={id}>
                <strong>{names.get(id)}</strong>
                {`: ${[reason?.title, reason?.detail].filter(Boolean).join('. ')}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
