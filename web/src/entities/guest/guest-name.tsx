import { Skeleton } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { NameRead } from './use-guest-names';

interface GuestNameProps {
  readonly name: NameRead;
  /** In place of a name, for a guest without one. */
  readonly unnamed?: string;
}

/** The name of a guest; its outline until it is read. */
export function GuestName({ name, unnamed }: GuestNameProps) {
  const { t } = useTranslation('admin');
  if (name === undefined) return <Skeleton component="span" display="inline-block" w={120} h="1em" />;
  return name ?? unnamed ?? t('guests.noName');
}
