import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type AnyTransaction, historyQuery } from '../../../entities/transaction/transaction.api';
import { guestKeys } from '../../../entities/guest/guest.api';
import { gaveNothing } from '../../../entities/transaction/gave-nothing';
import { pointsChange } from '../../../entities/transaction/points-change';
import { useIdentifiedWords } from '../../../entities/transaction/use-identified-words';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Notice } from '../../../shared/ui/notice';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { ExplainSheet } from '../explain/explain-sheet';
import { RestoreDialog } from './restore-dialog';
import classes from './timeline.module.css';

/** The guest's story, newest first: each act, what it did to the points, and why. */
export function Timeline({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const queries = useQueryClient();
  const [explained, setExplained] = useState<string | null>(null);
  const [restored, setRestored] = useState<AnyTransaction | null>(null);
  const history = useInfiniteQuery(historyQuery(guestId));

  if (history.isError) return <ProblemNotice words={words(history.error)} />;
  if (history.isPending) return <p>{t('loading')}</p>;
  const acts = history.data.pages.flatMap((page) => page.items);
  if (acts.length === 0) return <Notice title={t('history.emptyTitle')} help={t('history.emptyHelp')} />;
  return (
    <>
      <ol className={classes.timeline}>
        {acts.map((act) => (
          <li key={act.id} className={classes.act}>
            <Act act={act} onExplain={() => setExplained(act.id)} onRestore={() => setRestored(act)} />
          </li>
        ))}
      </ol>
      {history.hasNextPage && (
        <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('history.more')}
        </Button>
      )}
      {explained !== null && <ExplainSheet transactionId={explained} onClose={() => setExplained(null)} />}
      {restored !== null && (
        <RestoreDialog
          expiryId={restored.id}
          expired={Math.abs(pointsChange(restored))}
          onDone={() => void queries.invalidateQueries({ queryKey: guestKeys.one(guestId) })}
          onClose={() => setRestored(null)}
        />
      )}
    </>
  );
}

interface ActProps {
  readonly act: AnyTransaction;
  readonly onExplain: () => void;
  readonly onRestore: () => void;
}

function Act({ act, onExplain, onRestore }: ActProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const change = pointsChange(act);
  const identified = useIdentifiedWords();
  const reasons = act.trace.filter((line) => !gaveNothing(line));
  return (
    <>
      <div className={classes.head}>
        <span className={classes.what}>
          {t(`history.type.${act.type}`)}
          {(act.type === 'SALE' || act.type === 'REFUND') && <> · {format.money(act.payable)}</>}
        </span>
        <span className={classes.change} data-sign={Math.sign(change)}>
          {change === 0
            ? t('history.noPoints')
            : t('history.points', { count: Math.abs(change), value: format.signed(change) })}
        </span>
      </div>
      <p className={classes.when}>
        {format.dateTime(act.occurredAt)}
        {act.type !== 'REFUND' && act.receiptNumber !== null && (
          <> · {t('history.receipt', { number: act.receiptNumber })}</>
        )}
        {act.type !== 'REFUND' && act.attachedAt !== null && (
          <> · {t('history.attached', { at: format.dateTime(act.attachedAt) })}</>
        )}
        {act.identifiedBy !== null && <> · {identified(act.identifiedBy)}</>}
        {act.balance !== null && <> · {t('history.balanceAfter', { count: act.balance.available })}</>}
      </p>
      {reasons.length > 0 && (
        <ul className={classes.reasons}>
          {reasons.map((line, index) => (
            <li key={`${line.rule}-${index}`}>{line.reason}</li>
          ))}
        </ul>
      )}
      <div className={classes.acts}>
        <Button
          variant="subtle"
          aria-label={t('explain.openOf', {
            what: `${t(`history.type.${act.type}`)}, ${format.dateTime(act.occurredAt)}`,
          })}
          onClick={onExplain}
        >
          {t('explain.open')}
        </Button>
        {act.type === 'EXPIRY' && (
          <Button variant="subtle" onClick={onRestore}>
            {t('restore.open')}
          </Button>
        )}
      </div>
    </>
  );
}
