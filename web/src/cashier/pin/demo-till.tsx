import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { demoQuery } from '../../entities/demo/demo.api';
import { useTranslation } from '../../shared/i18n/use-translation';

/** One press makes this device the bound till of the demonstration; nothing without a demonstration. */
export function DemoTill({ onTake }: { readonly onTake: (key: string) => void }) {
  const { t } = useTranslation('cashier');
  const { data: demo } = useQuery(demoQuery);
  return demo?.tills.map(({ key, name }) => (
    <Button key={key} variant="default" h={48} onClick={() => onTake(key)}>
      {t('pin.demoTill', { name })}
    </Button>
  ));
}

/** The PINs of these people where they are people of the demonstration; nothing for others. */
export function DemoPins({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('cashier');
  const { data: demo } = useQuery(demoQuery);
  const pins = demo?.people.filter(({ name, pin }) => pin !== null && names.includes(name)) ?? [];
  if (pins.length === 0) return null;
  const people = pins.map(({ name, pin }) => t('pin.demoPin', { name, pin: pin ?? '' })).join('; ');
  return <Text c="dimmed">{t('pin.demoPins', { people })}</Text>;
}
