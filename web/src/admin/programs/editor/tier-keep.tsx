import type { ProgramDocument } from '../../../entities/program/program.api';
import { figureOf } from '../../../shared/format/decimal';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useValue } from './draft-context';
import { ChoiceField, WholeField } from './fields';
import { Sentence } from './sentence';

type TierWindow = ProgramDocument['tierWindow'];
type Grace = ProgramDocument['tierKeep']['grace'];

const WINDOWS = ['LIFETIME', 'ROLLING', 'YEAR', 'HALF', 'QUARTER', 'MONTH', 'ANNIVERSARY'] as const;
type WindowChoice = (typeof WINDOWS)[number];
const GRACES = ['NONE', 'DAYS', 'END_OF_NEXT_MONTH', 'END_OF_NEXT_WINDOW'] as const;
const DOWN = ['ONE', 'DESERVED'] as const;
const MONTHS = 12;
const DAYS = 30;

/** The qualification window, and how long a guest keeps a tier after falling short. */
export function TierKeepSentences() {
  const { t } = useTranslation('admin');
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
            <ChoiceField
              path={['tierWindow']}
              label={t('program.window.label')}
              choices={WINDOWS.map((value) => ({ value, label: t(`program.window.kinds.${value}`) }))}
              toValue={windowOf}
              ofValue={(value) => choiceOf(value as TierWindow)}
            />
          ),
          months: <WholeField path={['tierWindow', 'months']} label={t('program.window.months')} width={80} />,
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
            <ChoiceField
              path={['tierKeep', 'grace']}
              label={t('program.grace.label')}
              choices={GRACES.map((value) => ({ value, label: t(`program.grace.kinds.${value}`) }))}
              toValue={(kind) => (kind === 'DAYS' ? { kind, count: DAYS } : { kind })}
              ofValue={(value) => (value as Grace).kind}
            />
          ),
          days: <WholeField path={['tierKeep', 'grace', 'count']} label={t('program.grace.days')} width={80} />,
          down: (
            <ChoiceField
              path={['tierKeep', 'down']}
              label={t('program.grace.downLabel')}
              choices={DOWN.map((value) => ({ value, label: t(`program.grace.down.${value}`) }))}
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
