import { Button, Flex, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { actOf, ask } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** By which version of the programme the shadow calculates. */
export function ShadowProgram() {
  const { t } = useTranslation('admin');
  const programs = useQuery(ask('/api/programs', { limit: 20 }));
  const [version, setVersion] = useState<string | null>(null);
  const [used, setUsed] = useState<number | null>(null);
  const using = useChange(actOf('PUT', '/api/shadow/program'), (_, body) => setUsed(body.version));
  const versions = programs.data?.items ?? [];
  return (
    <Panel title={t('shadow.program')}>
      <Help>{t('shadow.programHelp')}</Help>
      <Flex gap={12} wrap="wrap" align="flex-end">
        <Select
          label={t('shadow.version')}
          data={versions.map((one) => ({
            value: String(one.version),
            label: t('shadow.versionOf', { version: String(one.version), status: one.status }),
          }))}
          value={version}
          onChange={setVersion}
        />
        <Button
          variant="default"
          disabled={version === null}
          loading={using.isPending}
          onClick={() => using.mutate({ version: Number(version) })}
        >
          {t('shadow.useVersion')}
        </Button>
      </Flex>
      <FailureNotice error={programs.error ?? using.error} />
      {used !== null && <p role="status">{t('shadow.usesVersion', { version: String(used) })}</p>}
    </Panel>
  );
}
