import { Button, Flex, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { transactionQuery } from '../../entities/transaction/transaction.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { bound } from '../../shared/ui/bound';
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
      <Reply saleId={saleId} />
      <Panel title={t('feedback.bonus')}>
        {bonus === null ? (
          <Bonus saleId={saleId} />
        ) : (
          <p role="status">
            {t(bonus.status === 'GIVEN' ? 'feedback.bonusGiven' : 'feedback.bonusWaits', { count: bonus.points })}
          </p>
        )}
      </Panel>
    </>
  );
}

function Reply({ saleId }: { readonly saleId: string }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const reply = useChange(actOf('POST', '/api/feedback/{saleId}/reply', { saleId }), () => {
    setText('');
    return queries.invalidateQueries({ queryKey: keyOf('/api/cases') });
  });
  return (
    <Panel title={t('feedback.reply')}>
      <Form display="block" onSubmit={() => reply.mutate({ text: text.trim() })} aria-label={t('feedback.reply')}>
        <Textarea
          label={t('feedback.replyText')}
          description={t('feedback.replyHelp')}
          autosize
          minRows={2}
          maxLength={1_000}
          {...bound(text, setText)}
        />
        <FailureNotice error={reply.error} />
        {reply.isSuccess && text === '' && <p role="status">{t('feedback.replied')}</p>}
        <Flex gap={8} wrap="wrap" mt={16}>
          <Button type="submit" loading={reply.isPending} disabled={text.trim() === ''}>
            {t('feedback.sendReply')}
          </Button>
        </Flex>
      </Form>
    </Panel>
  );
}

function Bonus({ saleId }: { readonly saleId: string }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [points, setPoints] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  const give = useChange(actOf('POST', '/api/feedback/{saleId}/bonus', { saleId }), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/feedback') }),
  );
  function submit(): void {
    if (points === null || points < 1) return;
    give.mutate({ points, ...(comment.trim() !== '' && { comment: comment.trim() }) });
  }
  return (
    <Form display="block" onSubmit={submit} aria-label={t('feedback.bonus')}>
      <Stack gap={16}>
        <WholeNumberInput
          label={t('feedback.bonusPoints')}
          description={t('feedback.bonusHelp')}
          value={points ?? ''}
          onChange={(value) => setPoints(typeof value === 'number' ? value : null)}
        />
        <TextInput label={t('feedback.bonusComment')} maxLength={1_000} {...bound(comment, setComment)} />
      </Stack>
      <FailureNotice error={give.error} />
      <Flex gap={8} wrap="wrap" mt={16}>
        <Button type="submit" loading={give.isPending} disabled={points === null || points < 1}>
          {t('feedback.giveBonus')}
        </Button>
      </Flex>
    </Form>
  );
}
