import { Button, Stack } from '@mantine/core';
import type { Connection, ConnectionWithToken } from '../../entities/integration/connection.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { CopiedText } from '../../shared/ui/copied-text';
import classes from './integrations.module.css';
import { formOf } from './kinds/kind-forms';

interface ConnectionPathsProps {
  readonly connection: Connection;
  /** Left out: the secret was shown once, and another one can be made. */
  readonly token?: string | null;
  readonly onRenewed: (made: ConnectionWithToken) => unknown;
  readonly onClose: () => void;
}

/** The addresses that the till system calls. Their secret is shown when it is made, and never again. */
export function ConnectionPaths({ connection, token = null, onRenewed, onClose }: ConnectionPathsProps) {
  const { t } = useTranslation('admin');
  const { Setup } = formOf(connection.kind);
  const renew = useChange(actOf('POST', '/api/integrations/connections/{id}/token', { id: connection.id }), onRenewed);
  return (
    <Dialog title={t('integrations.pathsTitle', { name: connection.name })} size="lg" onClose={onClose}>
      <Stack gap={16}>
        <p className={classes.soft}>{t(token === null ? 'integrations.pathsHidden' : 'integrations.pathsHelp')}</p>
        {token === null ? (
          <ul className={classes.checks}>
            {connection.paths.map(({ use, path }) => (
              <li key={use}>
                {use}: <code>{path.replace('{token}', '…')}</code>
              </li>
            ))}
          </ul>
        ) : (
          <>
            <CopiedText label={t('integrations.token')} help={t('integrations.tokenHelp')} text={token} />
            {connection.paths.map(({ use, path }) => (
              <CopiedText
                key={use}
                label={use}
                help={t('integrations.pathHelp')}
                text={`${window.location.origin}${path.replace('{token}', token)}`}
              />
            ))}
          </>
        )}
        {token !== null && Setup !== undefined && <Setup connection={connection} token={token} />}
        <FailureNotice error={renew.error} />
        {token === null ? (
          <Button loading={renew.isPending} onClick={() => renew.mutate(null)}>
            {t('integrations.renew')}
          </Button>
        ) : (
          <Button onClick={onClose}>{t('integrations.kept')}</Button>
        )}
      </Stack>
    </Dialog>
  );
}
