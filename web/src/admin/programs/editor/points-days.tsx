import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { useDraftStore, useMistake, useValue } from './draft-context';
import type { Path } from './draft-store';
import classes from './editor.module.css';
import { useMistakeWords } from './use-mistake-words';

type Validity = NonNullable<NonNullable<ProgramDocument['activities']['birthday']>['validity']>;

const WIDTH = 130;
const MOST_DAYS = 3_650;

interface PointsDaysProps {
  readonly path: Path;
  /** The name of the activity that the points are for. */
  readonly activity: string;
}

/** After how many days the points of an activity end, and begin; none is no member of the document. */
export function PointsDays({ path, activity }: PointsDaysProps) {
  const { t } = useTranslation('admin');
  const store = useDraftStore();
  const words = useMistakeWords();
  const validity = useValue<Validity | undefined>(path);
  const [whole, ofUntil, ofFrom] = [
    useMistake(path),
    useMistake([...path, 'until'], true),
    useMistake([...path, 'from'], true),
  ];
  const said = (mistake: typeof whole) => (mistake === undefined ? undefined : words(mistake));
  const days = (value: number | '') => (value === '' ? null : { days: value });
  return (
    <div className={classes.counts} role="group" aria-label={t('program.activities.pointsFor', { activity })}>
      <WholeNumberInput
        label={t('program.activities.until')}
        placeholder={t('program.activities.asUsual')}
        w={WIDTH}
        max={MOST_DAYS}
        value={validity?.until.days ?? ''}
        error={said(ofUntil ?? whole)}
        onChange={(value) => {
          const until = days(value);
          store.set(path, until === null ? undefined : { from: validity?.from ?? null, until });
        }}
      />
      {validity !== undefined && (
        <WholeNumberInput
          label={t('program.activities.from')}
          placeholder={t('program.activities.asUsual')}
          w={WIDTH}
          max={MOST_DAYS}
          value={validity.from?.days ?? ''}
          error={said(ofFrom)}
          onChange={(value) => store.set([...path, 'from'], days(value))}
        />
      )}
    </div>
  );
}
