import { Box, Button, Flex } from '@mantine/core';
import { useState } from 'react';
import { useMember } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DateField } from '../../../shared/ui/dates/date-field';

/** Days that are left out. */
export function Exceptions({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { value, error, change } = useMember(path, true);
  const days = value as readonly string[];
  const [typed, setTyped] = useState('');
  return (
    <div>
      <Flex gap={12} wrap="wrap" align="flex-end" mb={12}>
        <DateField label={t('campaigns.field.exception')} value={typed} onChange={setTyped} error={error} />
        <Button
          variant="default"
          disabled={typed === '' || days.includes(typed)}
          onClick={() => {
            change([...days, typed].sort());
            setTyped('');
          }}
        >
          {t('campaigns.addException')}
        </Button>
      </Flex>
      {days.length > 0 && (
        <Box component="ul" m={0} pl={20} lh={1.55}>
          {days.map((day) => (
            <li key={day}>
              {format.weekday(day)}{' '}
              <Button
                variant="subtle"
                size="compact-md"
                aria-label={t('campaigns.removeException', { day: format.weekday(day) })}
                onClick={() => change(days.filter((other) => other !== day))}
              >
                ✕
              </Button>
            </li>
          ))}
        </Box>
      )}
    </div>
  );
}
