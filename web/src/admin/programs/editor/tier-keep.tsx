import { NativeSelect } from '@mantine/core';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { figureOf } from '../../../shared/format/decimal';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { KindChoice } from '../../../shared/document/kind-choice';
import { Sentence } from './sentence';

type TierWindow = ProgramDocument['tierWindow'];
type Grace = ProgramDocument['tierKeep']['grace'];

const WINDOWS = ['LIFETIME', 'ROLLING', 'YEAR', 'HALF', 'QUARTER', 'MONTH', 'ANNIVERSARY'] as const;
type WindowChoice = (typeof WINDOWS)[number];
const MONTHS = 12;
const FIRST_GRACE: Readonly<Record<Grace['kind'], Grace>> = {
  NONE: { kind: 'NONE' },
  DAYS: { kind: 'DAYS', count: 30 },
  END_OF_NEXT_MONTH: { kind: 'END_OF_NEXT_MONTH' },
  END_OF_NEXT_WINDOW: { kind: 'END_OF_NEXT_WINDOW' },
};

/** The qualification window, and how long a guest keeps a tier after falling short. */
export function TierKeepSentences() {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const mistake = useMistakeText(['tierWindow']);
  const window = useValue<TierWindow>(['tierWindow']);
  const grace = useValue<Grace>(['tierKeep', 'grace']);
  const months = window.kind === 'ROLLING' ? window.months : 0;
  const days = grace.kind === 'DAYS' ? grace.count : 0;
  return (
    <>
      <Sentence
        text={(places) =>
          t(window.kind === 'ROLLING' ? 'program.window.rollingSentence' : 'program.window.sentence', {
            ...places,
            count: figureOf(months),
          })
        }
        slots={{
          window: (
            <NativeSelect
              aria-label={t('program.window.label')}
              maw="100%"
              value={choiceOf(window)}
              error={mistake}
              data={WINDOWS.map((value) => ({ value, label: t(`program.window.kinds.${value}`) }))}
              onChange={(event) => store.set(['tierWindow'], windowOf(event.currentTarget.value as WindowChoice))}
            />
          ),
          months: <Field path={['tierWindow', 'months']} label={t('program.window.months')} width={80} isInline />,
        }}
      />
      <Sentence
        text={(places) =>
          t(grace.kind === 'DAYS' ? 'program.grace.daysSentence' : 'program.grace.sentence', {
            ...places,
            count: figureOf(days),
          })
        }
        slots={{
          grace: (
            <KindChoice
              path={['tierKeep', 'grace']}
              label={t('program.grace.label')}
              firsts={FIRST_GRACE}
              say={(kind: Grace['kind']) => t(`program.grace.kinds.${kind}`)}
              isInline
            />
          ),
          days: <Field path={['tierKeep', 'grace', 'count']} label={t('program.grace.days')} width={80} isInline />,
          down: (
            <Field
              path={['tierKeep', 'down']}
              label={t('program.grace.downLabel')}
              say={(value: ProgramDocument['tierKeep']['down']) => t(`program.grace.down.${value}`)}
              isInline
            />
          ),
        }}
      />
    </>
  );
}

function windowOf(choice: WindowChoice): TierWindow {
  switch (choice) {
    case 'LIFETIME':
    case 'ANNIVERSARY':
      return { kind: choice };
    case 'ROLLING':
      return { kind: choice, months: MONTHS };
    case 'YEAR':
    case 'HALF':
    case 'QUARTER':
    case 'MONTH':
      return { kind: 'CALENDAR', unit: choice };
  }
}

function choiceOf(window: TierWindow): WindowChoice {
  return window.kind === 'CALENDAR' ? window.unit : window.kind;
}
