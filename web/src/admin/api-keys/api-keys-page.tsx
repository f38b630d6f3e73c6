import { SegmentedControl } from '@mantine/core';
import { useSession } from '../../entities/session/session';
import { type ApiKey, GIVES_BY_HAND } from '../../entities/staff/api-key.api';
import { useRightWords } from '../../entities/staff/use-right-words';
import { createApiKey, listApiKeys, revealApiKey, revokeApiKey, rotateApiKey } from '../../shared/api/operations';
import { ListPage } from '../../shared/described/list-page';
import { useAddress } from '../../shared/described/use-address';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './api-keys.module.css';
import { NewKeyDialog } from './new-key-dialog';
import { RevealDialog } from './reveal-dialog';
import { RotateDialog } from './rotate-dialog';
import { useByHandWords } from './use-by-hand-words';

/** Keys of the systems that call the API: what each may do, when it was last used, and its end. */
export function ApiKeysPage() {
  const { t } = useTranslation('admin');
  const { address, change } = useAddress();
  const rightWords = useRightWords();
  const byHand = useByHandWords();
  const session = useSession();
  const me = 'user' in session ? session.user.id : null;
  const showsEnded = address.get('ended') === 'true';
  return (
    <ListPage
      of={listApiKeys}
      isWhole
      title={t('nav.apiKeys')}
      sub={t('keys.sub')}
      readOnly={[t('keys.readOnlyTitle'), t('keys.readOnlyHelp')]}
      add={{ of: createApiKey, text: t('keys.new'), dialog: (close) => <NewKeyDialog onClose={close} /> }}
      choose={(keys) => keys.filter((key) => hasEnded(key) === showsEnded)}
      empty={showsEnded ? [t('keys.noneEnded'), t('keys.noneEndedHelp')] : [t('keys.emptyTitle'), t('keys.emptyHelp')]}
      columns={[
        {
          title: t('keys.name'),
          cell: ({ name, createdAt }, format) => (
            <>
              {name}
              <span className={classes.soft}>{t('keys.createdAt', { date: format.date(createdAt) })}</span>
            </>
          ),
        },
        {
          title: t('keys.rights'),
          isAside: true,
          cell: ({ scopes }) => (
            <>
              {scopes.map(rightWords).join(', ')}
              {byHand !== null && scopes.some((scope) => GIVES_BY_HAND.includes(scope)) && (
                <span className={classes.soft}>{byHand}</span>
              )}
            </>
          ),
        },
        { of: 'lastUsedAt', title: t('keys.lastUsed'), as: 'dateTime', none: t('keys.notUsed') },
        {
          title: t('keys.ends'),
          isAside: true,
          cell: ({ revokedAt, expiresAt }, format) => {
            if (revokedAt !== null) return t('keys.revokedAt', { at: format.dateTime(revokedAt) });
            return expiresAt === null ? t('keys.never') : format.dateTime(expiresAt);
          },
        },
      ]}
      actsTitle={t('keys.acts')}
      acts={
        showsEnded
          ? []
          : [
              {
                of: revealApiKey,
                isShown: ({ secretFor }) => secretFor !== null && secretFor === me,
                look: 'main',
                text: t('keys.reveal'),
                name: ({ name }) => t('keys.revealOf', { name }),
                dialog: (apiKey, close) => <RevealDialog apiKey={apiKey} onClose={close} />,
              },
              {
                of: rotateApiKey,
                text: t('keys.rotate'),
                name: ({ name }) => t('keys.rotateOf', { name }),
                dialog: (apiKey, close) => <RotateDialog apiKey={apiKey} onClose={close} />,
              },
              {
                of: revokeApiKey,
                look: 'quiet',
                text: t('keys.revoke'),
                name: ({ name }) => t('keys.revokeOf', { name }),
                ask: ({ name }) => ({
                  title: t('keys.revokeQuestion', { name }),
                  help: t('keys.revokeHelp'),
                  yes: t('keys.revokeYes'),
                  no: t('keys.revokeNo'),
                }),
              },
            ]
      }
    >
      <SegmentedControl
        mb={16}
        aria-label={t('keys.which')}
        value={showsEnded ? 'true' : 'false'}
        onChange={(value) => change({ ended: value === 'true' ? value : null })}
        data={[
          { value: 'false', label: t('keys.inForce') },
          { value: 'true', label: t('keys.ended') },
        ]}
      />
    </ListPage>
  );
}

function hasEnded({ revokedAt, expiresAt }: ApiKey): boolean {
  return revokedAt !== null || (expiresAt !== null && new Date(expiresAt) <= new Date());
}
