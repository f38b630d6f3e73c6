import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Edit } from '../../shared/api/use-edit';
import { isChangedMeanwhile } from '../../shared/api/tagged';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice, ProblemNotice } from '../../shared/ui/problem-notice';
import { findLastChange } from './audit.api';
import classes from './changed-meanwhile.module.css';
import { differencesOf, type FieldTexts } from './differences.rules';

interface EditProblemProps<Value, Body, Answer> {
  readonly edit: Pick<Edit<Value, Body, Answer>, 'base' | 'save' | 'read' | 'goOnFrom'>;
  /** How the audit knows it. */
  readonly subjectId: string;
  /** Its fields as the form calls and shows them. */
  readonly show: (value: Value) => FieldTexts;
  /** The fields of the form that say their own mistakes. */
  readonly marked?: readonly string[];
}

/** Explains why a form could not be saved. After a colleague's change it shows that change and how to continue. */
export function EditProblem<Value, Body, Answer>({
  edit,
  subjectId,
  show,
  marked,
}: EditProblemProps<Value, Body, Answer>) {
  const { error } = edit.save;
  if (error === null) return null;
  if (!isChangedMeanwhile(error)) return <FailureNotice error={error} marked={marked} />;
  return <ChangedMeanwhile edit={edit} subjectId={subjectId} show={show} />;
}

function ChangedMeanwhile<Value, Body, Answer>({
  edit,
  subjectId,
  show,
}: Omit<EditProblemProps<Value, Body, Answer>, 'marked'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { base, save, read, goOnFrom } = edit;
  const now = useQuery({
    queryKey: ['changed-meanwhile', subjectId, save.submittedAt],
    gcTime: 0,
    staleTime: Infinity,
    queryFn: async () => {
      const [latest, change] = await Promise.all([read(), findLastChange(subjectId)]);
      return { latest, change: change ?? null };
    },
  });
  if (now.isError) return <FailureNotice error={now.error} retry={now} />;
  if (now.data === undefined || base === undefined) return <Loading />;
  const { latest, change } = now.data;
  const differences = differencesOf(show(base), show(latest.value));
  const who = change?.actorName ?? t('meanwhile.somebody');
  return (
    <ProblemNotice
      words={{
        title: t('meanwhile.title'),
        help: change === null ? '' : t('meanwhile.by', { who, at: format.dateTime(change.recordedAt) }),
      }}
    >
      <ul className={classes.list}>
        {differences.map(({ label, before, after }) => (
          <li key={label}>{t('meanwhile.field', { label, before, after })}</li>
        ))}
      </ul>
      <Text mt={8} mb={12}>
        {t('meanwhile.help')}
      </Text>
      <Button variant="default" onClick={() => goOnFrom(latest)}>
        {t('meanwhile.load')}
      </Button>
    </ProblemNotice>
  );
}
