import { Box } from '@mantine/core';
import { mistakesAt } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Which condition is wrong, counted as they stand: "2.1" is the first of the second group. */
export function RuleMistakes({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('admin');
  const mistakes = mistakesAt(error, 'rule');
  if (mistakes.length === 0) return null;
  return (
    <Box component="ul" my={8} pl={20} lh={1.45}>
      {mistakes.map(({ path, message }) => {
        const place = [...path.matchAll(/rules\[(\d+)\]/g)].map(([, index]) => Number(index) + 1).join('.');
        return <li key={path}>{place === '' ? message : t('segments.mistakeAt', { place, message })}</li>;
      })}
    </Box>
  );
}
