import { Flex, NativeSelect } from '@mantine/core';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { Field } from '../../../shared/document/field';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';

type Activity = ProgramDocument['activities']['reported'][number];

/** Which counter of the tiers an activity raises, and by how much; none is no member of the document. */
export function CountsField({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const { code: activity, counts: rise } = useValue<Activity>(path.slice(0, -1));
  const counters = useValue<ProgramDocument['tierCounters']>(['tierCounters']).map(({ code }) => code);
  const mistake = useMistakeText([...path, 'counter']);
  // A counter that was removed or renamed stays to be seen, with what is wrong with it.
  const known = rise === undefined || counters.includes(rise.counter) ? counters : [...counters, rise.counter];
  return (
    <Flex gap={8} align="flex-start">
      <NativeSelect
        aria-label={t('program.activities.counterOf', { activity })}
        error={mistake}
        data={[
          { value: '', label: t('program.activities.noCounter') },
          ...known.map((counter) => ({ value: counter, label: counter })),
        ]}
        {...bound(rise?.counter ?? '', (counter) =>
          store.set(path, counter === '' ? undefined : { count: rise?.count ?? 1, counter }),
        )}
      />
      {rise !== undefined && (
        <Field path={[...path, 'count']} label={t('program.activities.countOf', { activity })} width={80} isInline />
      )}
    </Flex>
  );
}
