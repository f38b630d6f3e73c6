import { Box, Button, Flex } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { demoQuery } from '../../entities/demo/demo.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import classes from './demo-guests.module.css';

/** From this width on the guests are listed; on narrower screens they are behind a title. */
const WIDE = '(min-width: 960px)';

/** The demonstration's guests for trying the till; empty without a demonstration. */
export function DemoGuests({ onChoose }: { readonly onChoose: (phone: string) => void }) {
  const { t } = useTranslation('cashier');
  const network = useNetwork();
  const { data: demo } = useQuery(demoQuery);
  const guests = demo?.guests.filter((guest) => guest.network === network.code) ?? [];
  if (guests.length === 0) return null;
  return (
    <details className={classes.guests} aria-label={t('demo.title')} open={window.matchMedia(WIDE).matches}>
      <summary className={classes.title}>{t('demo.title')}</summary>
      {guests.map(({ name, phone, part }) => (
        <Button key={phone} variant="default" size="md" justify="start" h="auto" py={6} onClick={() => onChoose(phone)}>
          <Flex component="span" direction="column" align="flex-start" lh={1.3}>
            {name}
            <Box component="span" fz={14} c="dimmed" fw={400}>
              {t(`demo.${part}`)}
            </Box>
          </Flex>
        </Button>
      ))}
    </details>
  );
}
