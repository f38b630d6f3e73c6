import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSession } from '../../entities/session/session';
import { useMayManage } from '../../entities/session/use-may-manage';
import { type ApiKey, apiKeysQuery, GIVES_BY_HAND } from '../../entities/staff/api-key.api';
import { actOf } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { ChangeQuestion } from '../../shared/ui/question';
import classes from './api-keys.module.css';
import { NewKeyDialog } from './new-key-dialog';
import { RevealDialog } from './reveal-dialog';
import { RotateDialog } from './rotate-dialog';
import { useByHandWords, useRightWords } from './use-right-words';
import { useNewDialog } from '../../shared/ui/use-new-dialog';

interface Acting {
  readonly act: 'reveal' | 'rotate' | 'revoke';
  readonly apiKey: ApiKey;
}

/** Keys of the systems that call the API: what each may do, when it was last used, and its end. */
export function ApiKeysPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('keys.manage');
  const [address, setAddress] = useSearchParams();
  const [isNew, setNew] = useNewDialog();
  const [acting, setActing] = useState<Acting | null>(null);
  const keys = useQuery({ ...apiKeysQuery, enabled: mayManage });
  const showsEnded = address.get('ended') === 'true';
  const columns = useColumns(showsEnded ? undefined : setActing);
  const close = () => setActing(null);

  if (!mayManage)
    return (
      <>
        <PageHead title={t('nav.apiKeys')} sub={t('keys.sub')} />
        <Notice title={t('keys.readOnlyTitle')} help={t('keys.readOnlyHelp')} />
      </>
    );
  return (
    <>
      <PageHead title={t('nav.apiKeys')} sub={t('keys.sub')}>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setNew(true)}>
          {t('keys.new')}
        </Button>
      </PageHead>
      <SegmentedControl
        mb={16}
        aria-label={t('keys.which')}
        value={showsEnded ? 'true' : 'false'}
        onChange={(value) => setAddress(value === 'true' ? { ended: 'true' } : {})}
        data={[
          { value: 'false', label: t('keys.inForce') },
          { value: 'true', label: t('keys.ended') },
        ]}
      />
      <DataTable
        reading={keys}
        caption={t('nav.apiKeys')}
        columns={columns}
        rows={keys.data?.filter((key) => hasEnded(key) === showsEnded)}
        rowKey={({ id }) => id}
        empty={
          showsEnded ? (
            <Notice title={t('keys.noneEnded')} help={t('keys.noneEndedHelp')} />
          ) : (
            <Notice title={t('keys.emptyTitle')} help={t('keys.emptyHelp')} />
          )
        }
      />
      {isNew && <NewKeyDialog onClose={() => setNew(false)} />}
      {acting?.act === 'reveal' && <RevealDialog apiKey={acting.apiKey} onClose={close} />}
      {acting?.act === 'rotate' && <RotateDialog apiKey={acting.apiKey} onClose={close} />}
      {acting?.act === 'revoke' && (
        <ChangeQuestion
          title={t('keys.revokeQuestion', { name: acting.apiKey.name })}
          help={t('keys.revokeHelp')}
          yes={t('keys.revokeYes')}
          no={t('keys.revokeNo')}
          send={actOf('DELETE', '/api/api-keys/{id}', { id: acting.apiKey.id })}
          anew={[apiKeysQuery.queryKey]}
          onClose={close}
        />
      )}
    </>
  );
}

function hasEnded({ revokedAt, expiresAt }: ApiKey): boolean {
  return revokedAt !== null || (expiresAt !== null && new Date(expiresAt) <= new Date());
}

function useColumns(onAct: ((acting: Acting) => void) | undefined): Column<ApiKey>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const rightWords = useRightWords();
  const byHand = useByHandWords();
  const session = useSession();
  const me = 'user' in session ? session.user.id : null;
  const endOf = ({ revokedAt, expiresAt }: ApiKey) => {
    if (revokedAt !== null) return t('keys.revokedAt', { at: format.dateTime(revokedAt) });
    return expiresAt === null ? t('keys.never') : format.dateTime(expiresAt);
  };
  return [
    column('name', t('keys.name'), ({ name, createdAt }) => (
      <>
        {name}
        <span className={classes.soft}>{t('keys.createdAt', { date: format.date(createdAt) })}</span>
      </>
    )),
    asideColumn('rights', t('keys.rights'), ({ scopes }) => (
      <>
        {scopes.map(rightWords).join(', ')}
        {byHand !== null && scopes.some((scope) => GIVES_BY_HAND.includes(scope)) && (
          <span className={classes.soft}>{byHand}</span>
        )}
      </>
    )),
    column('used', t('keys.lastUsed'), ({ lastUsedAt }) =>
      lastUsedAt === null ? t('keys.notUsed') : format.dateTime(lastUsedAt),
    ),
    asideColumn('ends', t('keys.ends'), endOf),
    ...(onAct === undefined
      ? []
      : [
          {
            key: 'acts',
            title: t('keys.acts'),
            isActs: true,
            cell: (apiKey: ApiKey) => (
              <>
                {apiKey.secretFor !== null && apiKey.secretFor === me && (
                  <Button
                    aria-label={t('keys.revealOf', { name: apiKey.name })}
                    onClick={() => onAct({ act: 'reveal', apiKey })}
                  >
                    {t('keys.reveal')}
                  </Button>
                )}
                <Button
                  variant="default"
                  aria-label={t('keys.rotateOf', { name: apiKey.name })}
                  onClick={() => onAct({ act: 'rotate', apiKey })}
                >
                  {t('keys.rotate')}
                </Button>
                <Button
                  variant="subtle"
                  color="gray"
                  aria-label={t('keys.revokeOf', { name: apiKey.name })}
                  onClick={() => onAct({ act: 'revoke', apiKey })}
                >
                  {t('keys.revoke')}
                </Button>
              </>
            ),
          },
        ]),
  ];
}
