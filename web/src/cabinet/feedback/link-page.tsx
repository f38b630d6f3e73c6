import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type LinkedQuestion, linkedQuestionQuery } from '../../entities/feedback/feedback.api';
import { EntryPage } from '../sign-in/entry-page';
import { call } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { usePlainFormat } from '../../shared/format/use-format';
import { suggestLanguage } from '../../shared/i18n/language';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { usePageTitle } from '../../shared/ui/page-title';
import { useProblemWords } from '../../shared/ui/problem-notice';
import { Rating } from './rating';
import classes from './rating.module.css';

/** Page that a link in a message opens: the guest rates a visit without signing in. Opening the page changes nothing. */
export function LinkPage({ token }: { readonly token: string }) {
  const { t } = useTranslation('cabinet');
  const { t: shared } = useTranslation();
  const words = useProblemWords();
  const question = useQuery(linkedQuestionQuery(token));
  const { data, error } = question;
  const language = data?.language;
  useEffect(() => {
    if (language !== undefined) void suggestLanguage(language);
  }, [language]);
  if (error !== null && !(error instanceof ApiProblem && error.status === 404)) {
    const actions = [{ label: shared('action.retry'), onClick: () => void question.refetch() }];
    return (
      <EntryPage>
        <Notice isPage tone="bad" {...words(error)} actions={actions} />
      </EntryPage>
    );
  }
  return (
    <EntryPage>
      {error !== null && <Notice isPage title={t('feedback.unknownTitle')} help={t('feedback.unknownHelp')} />}
      {question.isPending && <Loading />}
      {data !== undefined && <Question token={token} question={data} />}
    </EntryPage>
  );
}

function Question({ token, question }: { readonly token: string; readonly question: LinkedQuestion }) {
  const { t } = useTranslation('cabinet');
  const format = usePlainFormat(question.timeZone);
  const queries = useQueryClient();
  const { network, code, restaurant, soldAt, isOpen, score } = question;
  const answering = useMutation({
    mutationFn: (body: { readonly score: number; readonly words?: string }) =>
      call('POST', '/api/feedback-links/{token}', { token }, body),
    onSuccess: (answered) => queries.setQueryData(linkedQuestionQuery(token).queryKey, answered),
  });
  usePageTitle(network);
  const href = `/cabinet/${code}`;
  if (!isOpen) {
    const title = t(score === null ? 'feedback.closedTitle' : 'feedback.answeredTitle');
    return (
      <Notice isPage title={title} help={t('feedback.closedHelp')} actions={[{ label: t('feedback.cabinet'), href }]} />
    );
  }
  return (
    <div className={classes.page}>
      <h1>{t('feedback.title')}</h1>
      <p className={classes.soft}>{t('feedback.visit', { place: restaurant ?? network, date: format.date(soldAt) })}</p>
      <Rating
        {...question}
        isBusy={answering.isPending}
        error={answering.error}
        onAnswer={(answer) => answering.mutate(answer)}
      />
      {score !== null && <a href={href}>{t('feedback.cabinet')}</a>}
    </div>
  );
}
