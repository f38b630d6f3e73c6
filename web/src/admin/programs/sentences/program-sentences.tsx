import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  type Program,
  type ProgramDocument,
  type ProgramSentence,
  sentencesQuery,
} from '../../../entities/program/program.api';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Help, Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { type SentencePart, partsOf, type StatementSubject, textUnder } from './parts.rules';
import classes from './program-sentences.module.css';

/** Under which heading a statement stands, by how its key begins; what begins otherwise stands first. */
const GROUPS = [
  ['tiers', /^tier/],
  ['earning', /^earning/],
  ['activities', /^activity/],
  ['stamps', /^stampCard/],
  ['families', /^families/],
  ['redemption', /^(redemption|pointValue|refundPolicy)/],
  ['expiry', /^(expiry|warning|pending)/],
  ['change', /^noRegret/],
] as const;

type Cards = NonNullable<ProgramDocument['stampCards']>;
type GroupName = 'general' | (typeof GROUPS)[number][0];

/** All that a version says, in words: what was published is read, not edited. */
export function ProgramSentences({ program: { version, document } }: { readonly program: Program }) {
  const { t, language } = useTranslation('admin');
  const words = useProblemWords();
  const sentences = useQuery(sentencesQuery(version, language));
  if (sentences.isError) return <ProblemNotice words={words(sentences.error)} retry={sentences} />;
  if (sentences.isPending) return <Loading />;
  const { items } = sentences.data;
  const groupOf = (key: string) => GROUPS.find(([, pattern]) => pattern.test(key))?.[0] ?? 'general';
  const groups = (['general', ...GROUPS.map(([name]) => name)] as const).map((name) => ({
    name,
    told: items.filter(({ key }) => groupOf(key) === name),
  }));
  const cards = document.stampCards ?? [];
  return (
    <Box miw={0}>
      <Help>{t('program.readOnly')}</Help>
      {groups.map(({ name, told }) => told.length > 0 && <Group key={name} name={name} told={told} cards={cards} />)}
    </Box>
  );
}

interface GroupProps {
  readonly name: GroupName;
  readonly told: readonly ProgramSentence[];
  readonly cards: Cards;
}

/** Statements of one tier, rule or card stand under its name; the others stand before and after. */
function Group({ name, told, cards }: GroupProps) {
  const { t } = useTranslation('admin');
  const titleOf = useTitles(cards);
  const parts = partsOf(told);
  const first = parts.findIndex(({ subject }) => subject !== null);
  const last = parts.findLastIndex(({ subject }) => subject !== null);
  const before = first === -1 ? parts : parts.slice(0, first);
  const named = first === -1 ? [] : parts.slice(first, last + 1);
  const after = first === -1 ? [] : parts.slice(last + 1);
  return (
    <Panel title={t(`program.${name}.title`)}>
      {before.map((part) => (
        <Sentences key={part.told[0]?.key} part={part} />
      ))}
      {named.length > 0 && (
        <ul className={classes.parts}>
          {named.map((part) => (
            <li key={part.told[0]?.key}>
              {part.subject !== null && <h3>{titleOf(part.subject)}</h3>}
              <Sentences part={part} />
            </li>
          ))}
        </ul>
      )}
      {after.map((part) => (
        <div key={part.told[0]?.key} className={classes.ofAll}>
          <h3>{t(name === 'tiers' ? 'program.tiers.ofAll' : 'program.earning.ofAll')}</h3>
          <Sentences part={part} />
        </div>
      ))}
    </Panel>
  );
}

function useTitles(cards: Cards): (subject: StatementSubject) => string {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  return ({ kind, id }) => {
    switch (kind) {
      case 'tier':
        return id;
      case 'rule':
        return t('program.members.entry.earningRules', { name: id });
      case 'card':
        return t('program.members.entry.stampCards', {
          name: spoken(cards.find((card) => card.id === id)?.name ?? {}),
        });
    }
  };
}

function Sentences({ part: { subject, told } }: { readonly part: SentencePart }) {
  const { language } = useTranslation('admin');
  return (
    <ul className={classes.sentences}>
      {told.map(({ key, text }) => (
        <li key={key}>{textUnder(subject, text, language)}</li>
      ))}
    </ul>
  );
}
