import { Button, Flex } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { enterSandbox, type MadeSandbox, type Sandbox, sandboxQuery } from '../../entities/network/sandbox.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './sandbox-page.module.css';
import { Question } from '../../shared/ui/question';

/** The network beside this one where managers try things out. */
export function SandboxPage() {
  const { t } = useTranslation('admin');
  return (
    <>
      <BackLink to="/settings">{t('nav.settings')}</BackLink>
      <PageHead title={t('sandbox.title')} sub={t('sandbox.sub')} />
      {useMayManage('settings.manage') ? (
        <SandboxPanels />
      ) : (
        <Notice title={t('settings.readOnlyTitle')} help={t('settings.readOnlyHelp')} />
      )}
    </>
  );
}

function SandboxPanels() {
  const { t } = useTranslation('admin');
  const sandbox = useQuery(sandboxQuery);
  const { data, error } = sandbox;
  const [made, setMade] = useState<MadeSandbox | null>(null);
  if (error !== null) return <FailureNotice error={error} retry={sandbox} />;
  if (data === undefined) return <Loading />;
  if (data.isSandbox) return <Notice title={t('sandbox.insideTitle')} help={t('sandbox.insideHelp')} />;
  return (
    <>
      {made !== null && <Copied made={made} />}
      {data.sandbox === null ? <NoSandbox onMade={setMade} /> : <OpenSandbox sandbox={data.sandbox} onMade={setMade} />}
    </>
  );
}

interface MakingProps {
  readonly onMade: (made: MadeSandbox) => void;
}

function NoSandbox({ onMade }: MakingProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const making = useChange(actOf('POST', '/api/sandbox'), async (made) => {
    onMade(made);
    await queries.invalidateQueries({ queryKey: sandboxQuery.queryKey });
  });
  return (
    <Panel title={t('sandbox.none')}>
      <Help>{t('sandbox.copies')}</Help>
      <Help>{t('sandbox.apart')}</Help>
      <FailureNotice error={making.error} />
      <Button loading={making.isPending} onClick={() => making.mutate(null)}>
        {t('sandbox.make')}
      </Button>
    </Panel>
  );
}

function OpenSandbox({ sandbox, onMade }: MakingProps & { readonly sandbox: Sandbox }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [clears, setClears] = useState(false);
  const entering = useMutation({ mutationFn: enterSandbox, onSuccess: () => location.assign('/admin') });
  const columns: ColumnOf<Sandbox['testGuests'][number]>[] = [
    { of: 'name', title: t('sandbox.guests.name') },
    { of: 'phone', title: t('sandbox.guests.phone') },
    { of: 'cardNumber', title: t('sandbox.guests.card') },
    { of: 'externalId', title: t('sandbox.guests.externalId'), isAside: true },
  ];
  return (
    <>
      <Panel title={sandbox.name}>
        <Help>
          {t('sandbox.since', { day: format.date(sandbox.createdAt), code: sandbox.code })} {t('sandbox.apart')}
        </Help>
        <FailureNotice error={entering.error} />
        <Flex gap={12} wrap="wrap">
          <Button loading={entering.isPending} onClick={() => entering.mutate()}>
            {t('sandbox.enter')}
          </Button>
          <Button variant="default" onClick={() => setClears(true)}>
            {t('sandbox.clear')}
          </Button>
        </Flex>
      </Panel>
      <Panel title={t('sandbox.guests.title')}>
        <Help>{t('sandbox.guests.help', { code: sandbox.testCode })}</Help>
        <DataTable
          caption={t('sandbox.guests.caption')}
          columns={columns}
          rows={sandbox.testGuests}
          rowKey={({ externalId }) => externalId}
          empty={null}
        />
      </Panel>
      {clears && <ClearSandbox onMade={onMade} onClose={() => setClears(false)} />}
    </>
  );
}

function ClearSandbox({ onMade, onClose }: MakingProps & { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const clearing = useChange(actOf('POST', '/api/sandbox/clear'), async (made) => {
    onMade(made);
    await queries.invalidateQueries({ queryKey: sandboxQuery.queryKey });
    onClose();
  });
  return (
    <Question
      title={t('sandbox.clearTitle')}
      help={t('sandbox.clearHelp')}
      yes={t('sandbox.clearNow')}
      of={clearing}
      onYes={() => clearing.mutate(null)}
      onClose={onClose}
    />
  );
}

function Copied({ made: { copied, leftOut } }: { readonly made: MadeSandbox }) {
  const { t } = useTranslation('admin');
  return (
    <div role="status" className={classes.copied}>
      <p>{t('sandbox.copied', copied)}</p>
      {leftOut.length > 0 && <p>{t('sandbox.leftOut', { codes: leftOut.join(', ') })}</p>}
    </div>
  );
}
