import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../shared/api/client';
import { Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import editor from '../editor/editor.module.css';
import classes from './program-sentences.module.css';

/** Under which heading a statement stands, by how its key begins; what begins otherwise stands first. */
const GROUPS = [
  ['tiers', /^tier/],
  ['earning', /^earning/],
  ['activities', /^activity/],
  ['stamps', /^stampCard/],
  ['redemption', /^(redemption|pointValue|refundPolicy)/],
  ['expiry', /^(expiry|warning|activationDelay)/],
] as const;

/** All that a version says, in words: what was published is read, not edited. */
export function ProgramSentences({ version }: { readonly version: number }) {
  const { t, i18n } = useTranslation('admin');
  const words = useProblemWords();
  const sentences = useQuery({
    queryKey: ['program', version, 'sentences', i18n.language],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/programs/{version}/sentences', { params: { path: { version } }, signal })),
  });
  if (sentences.isError) return <ProblemNotice words={words(sentences.error)} />;
  if (sentences.isPending) return <p>{t('loading')}</p>;
  const { items } = sentences.data;
  const groupOf = (key: string) => GROUPS.find(([, pattern]) => pattern.test(key))?.[0] ?? 'general';
  const groups = (['general', ...GROUPS.map(([name]) => name)] as const).map((name) => ({
    name,
    told: items.filter(({ key }) => groupOf(key) === name),
  }));
  return (
    <div className={editor.sections}>
      <p className={editor.help}>{t('program.readOnly')}</p>
      {groups.map(({ name, told }) =>
        told.length === 0 ? null : (
          <Panel key={name} title={t(`program.${name}.title`)}>
            <ul className={classes.sentences}>
              {told.map(({ key, text }) => (
                <li key={key}>{text}</li>
              ))}
            </ul>
          </Panel>
        ),
      )}
    </div>
  );
}
