import { Flex } from '@mantine/core';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { SpendingPlaces } from '../../../entities/program/spending-places';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';

type Validity = NonNullable<NonNullable<ProgramDocument['activities']['birthday']>['validity']>;

const WIDTH = 130;
const MOST_DAYS = 3_650;

interface PointsDaysProps {
  /** Place of the activity in the document. */
  readonly path: DocumentPath;
  /** The name of the activity that the points are for. */
  readonly activity: string;
}

/** Begin, end and limits of the points of an activity. An empty end removes all of them from the document. */
export function PointsDays({ path: place, activity }: PointsDaysProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const path = [...place, 'validity'];
  const inPath = [...place, 'spendableIn'];
  const validity = useValue<Validity | undefined>(path);
  const [whole, ofUntil, ofFrom] = [
    useMistakeText(path),
    useMistakeText([...path, 'until'], true),
    useMistakeText([...path, 'from'], true),
  ];
  const days = (value: number | '') => (value === '' ? null : { days: value });
  return (
    <Flex gap={8} align="flex-start" role="group" aria-label={t('program.activities.pointsFor', { activity })}>
      <WholeNumberInput
        label={t('program.activities.until')}
        placeholder={t('program.activities.asUsual')}
        w={WIDTH}
        max={MOST_DAYS}
        value={validity?.until.days ?? ''}
        error={ofUntil ?? whole}
        onChange={(value) => {
          const until = days(value);
          store.set(path, until === null ? undefined : { from: validity?.from ?? null, until });
          if (until === null) store.set(inPath, undefined);
        }}
      />
      {validity !== undefined && (
        <WholeNumberInput
          label={t('program.activities.from')}
          placeholder={t('program.activities.asUsual')}
          w={WIDTH}
          max={MOST_DAYS}
          value={validity.from?.days ?? ''}
          error={ofFrom}
          onChange={(value) => store.set([...path, 'from'], days(value))}
        />
      )}
      {validity !== undefined && <SpendingPlaces path={inPath} />}
    </Flex>
  );
}
