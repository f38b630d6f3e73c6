import { Flex } from '@mantine/core';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { SpendingPlaces } from '../../../entities/program/spending-places';
import { namesOf } from '../../../shared/described/member-at';
import { useDocumentKit, useMistakeText, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';

type Validity = NonNullable<NonNullable<ProgramDocument['activities']['birthday']>['validity']>;

const SHOWN = { w: 130, max: 3_650 };

/** Begin, end and limits of the points of an activity. An empty end removes all of them from the document. */
export function PointsDays({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const { store, words } = useDocumentKit();
  const place = path.slice(0, -1);
  const { code } = useValue<{ readonly code?: string }>(place);
  const names = namesOf(place);
  const activity = code ?? words('entry', names) ?? words('field', names) ?? '';
  const inPath = [...place, 'spendableIn'];
  const validity = useValue<Validity | undefined>(path);
  const whole = useMistakeText(path);
  const ofUntil = useMistakeText([...path, 'until'], true);
  const ofFrom = useMistakeText([...path, 'from'], true);
  const days = (value: number | '') => (value === '' ? null : { days: value });
  return (
    <Flex gap={8} align="flex-start" role="group" aria-label={t('program.activities.pointsFor', { activity })}>
      <WholeNumberInput
        {...SHOWN}
        label={t('program.activities.until')}
        placeholder={t('program.activities.asUsual')}
        value={validity?.until.days ?? ''}
        error={ofUntil ?? whole}
        onChange={(value) => {
          const until = days(value);
          store.set(path, until === null ? undefined : { from: validity?.from ?? null, until });
          if (until === null) store.set(inPath, undefined);
        }}
      />
      {validity !== undefined && (
        <>
          <WholeNumberInput
            {...SHOWN}
            label={t('program.activities.from')}
            placeholder={t('program.activities.asUsual')}
            value={validity.from?.days ?? ''}
            error={ofFrom}
            onChange={(value) => store.set([...path, 'from'], days(value))}
          />
          <SpendingPlaces path={inPath} />
        </>
      )}
    </Flex>
  );
}
