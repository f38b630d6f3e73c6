import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ask, keyOf } from '../../shared/api/calls';
import { transactionQuery } from '../../entities/transaction/transaction.api';
import { giveGoodwill, replyToGuest } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './cases.module.css';

/** A guest's rating of a visit with its receipt; staff write a reply and may give points once. */
export function VisitPanel({ saleId }: { readonly saleId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const answer = useQuery(ask('/api/feedback/{saleId}', { saleId }));
  const sale = useQuery(transactionQuery(saleId));
  if (answer.isError) return <FailureNotice error={answer.error} retry={answer} />;
  if (answer.isPending) return <Loading />;
  const { score, words: said, soldAt, answeredAt, bonus } = answer.data;
  const items = sale.data !== undefined && 'items' in sale.data ? sale.data.items : [];
  return (
    <>
      <Panel title={t('feedback.score', { score })}>
        <p className={classes.request}>{said ?? t('feedback.noWords')}</p>
        <Help>{t('feedback.answeredAt', { at: format.dateTime(answeredAt) })}</Help>
        <Help>
          <Link to={`/receipts/${saleId}`}>{t('feedback.receipt', { at: format.dateTime(soldAt) })}</Link>
        </Help>
        <FailureNotice error={sale.error} retry={sale} />
        <ul className={classes.lines}>
          {items.map(({ line, name, sku, quantity, total }) => (
            <li key={line}>
              <span>
                {name ?? sku} × {format.number(quantity)}
              </span>
              <span>{format.money(total)}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('feedback.reply')}>
        <ActForm
          of={replyToGuest}
          params={{ saleId }}
          layout={{ 'aria-label': t('feedback.reply') }}
          fields={{ text: { label: t('feedback.replyText'), help: t('feedback.replyHelp'), as: 'area' } }}
          isDisabled={({ text }) => text.trim() === ''}
          submit={t('feedback.sendReply')}
          done={t('feedback.replied')}
          anew={[keyOf('/api/cases')]}
        />
      </Panel>
      <Panel title={t('feedback.bonus')}>
        {bonus === null ? (
          <ActForm
            of={giveGoodwill}
            params={{ saleId }}
            layout={{ 'aria-label': t('feedback.bonus') }}
            fields={{
              points: { label: t('feedback.bonusPoints'), help: t('feedback.bonusHelp') },
              comment: { label: t('feedback.bonusComment') },
            }}
            isDisabled={({ points }) => Number(points) < 1}
            submit={t('feedback.giveBonus')}
          />
        ) : (
          <p role="status">
            {t(bonus.status === 'GIVEN' ? 'feedback.bonusGiven' : 'feedback.bonusWaits', { count: bonus.points })}
          </p>
        )}
      </Panel>
    </>
  );
}
