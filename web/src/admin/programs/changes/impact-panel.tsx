import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../shared/api/client';
import { Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import sentences from '../sentences/program-sentences.module.css';

/** Which guests would rise and fall by the change, and what their points would be worth. */
export function ImpactPanel({ version, documentHash }: { readonly version: number; readonly documentHash: string }) {
  const { t, i18n } = useTranslation('admin');
  const words = useProblemWords();
  const impact = useQuery({
    queryKey: ['program', version, 'impact', documentHash, i18n.language],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/programs/{version}/impact', { params: { path: { version } }, signal })),
  });
  return (
    <Panel title={t('program.impact.title')}>
      {impact.isError && <ProblemNotice words={words(impact.error)} />}
      {impact.isPending && <p>{t('loading')}</p>}
      {impact.data !== undefined && (
        <ul className={sentences.sentences}>
          {impact.data.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
