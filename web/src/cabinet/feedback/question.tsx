import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type OwnQuestion, ownQuestionsQuery } from '../../entities/feedback/feedback.api';
import { call } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Panel } from '../../shared/ui/page';
import { shake } from '../telegram/telegram';
import { Rating } from './rating';
import classes from './rating.module.css';

interface QuestionProps {
  readonly guestId: string;
  readonly question: OwnQuestion;
  readonly points: number;
  readonly onAnswered: () => void;
}

/** Panel that asks how a visit was and takes the answer. */
export function Question({ guestId, question, points, onAnswered }: QuestionProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { name } = useNetwork();
  const queries = useQueryClient();
  const { saleId, restaurant, soldAt } = question;
  const answering = useMutation({
    mutationFn: (body: { readonly score: number; readonly words?: string }) =>
      call('POST', '/api/auth/me/feedback/{saleId}', { saleId }, body),
    onSuccess: (questions) => {
      shake('success');
      onAnswered();
      queries.setQueryData(ownQuestionsQuery(guestId).queryKey, questions);
    },
  });
  return (
    <Panel title={t('feedback.title')}>
      <p className={classes.soft}>{t('feedback.visit', { place: restaurant ?? name, date: format.date(soldAt) })}</p>
      <Rating
        {...question}
        points={points}
        isBusy={answering.isPending}
        error={answering.error}
        onAnswer={(answer) => answering.mutate(answer)}
      />
    </Panel>
  );
}
