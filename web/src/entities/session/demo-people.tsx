import { Box, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DemoFilling } from '../demo/demo-filling';
import { demoQuery } from '../demo/demo.api';
import type { Me } from './session';
import classes from './sign-in.module.css';

interface DemoPeopleProps {
  readonly roles: readonly Me['role'][];
  readonly isBusy: boolean;
  readonly onChoose: (person: { readonly email: string; readonly password: string }) => void;
}

/** People of the demonstration who may use the application, each signed in by one press; nothing without a demonstration. */
export function DemoPeople({ roles, isBusy, onChoose }: DemoPeopleProps) {
  const { t } = useTranslation();
  const { data: demo } = useQuery(demoQuery);
  const people = demo?.people.filter(({ role }) => roles.includes(role)) ?? [];
  if (demo?.password == null || people.length === 0) return null;
  const { password } = demo;
  return (
    <div role="group" className={classes.demo} aria-label={t('demo.title')}>
      <Box component="h2" m={0} fz={16} fw={650}>
        {t('demo.title')}
      </Box>
      <Text c="dimmed">{t('demo.help', { password })}</Text>
      <DemoFilling />
      {people.map(({ email, name, role, network, pin }) => (
        <Button
          key={email}
          variant="default"
          size="md"
          justify="space-between"
          disabled={isBusy}
          onClick={() => onChoose({ email, password })}
          rightSection={
            <span className={classes.personRole}>
              {t('demo.role', { role, network: network ?? '' })}
              {pin !== null && ` · ${t('demo.pin', { pin })}`}
            </span>
          }
        >
          {name}
        </Button>
      ))}
    </div>
  );
}
