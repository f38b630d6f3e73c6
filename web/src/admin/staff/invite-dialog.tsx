import { Text } from '@mantine/core';
import { createUser } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { isEmailAddress } from '../../shared/format/email';
import { useTranslation } from '../../shared/i18n/use-translation';
import { CopiedText } from '../../shared/ui/copied-text';
import { useEmployeeFields } from './employee-fields';

/** Adds an employee, who sets a password by a link: sent to their address, or shown once for the manager to hand over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const fields = useEmployeeFields();
  return (
    <ActDialog
      of={createUser}
      title={t('staff.inviteTitle')}
      layout={{ maw: 640 }}
      fields={{
        email: {
          label: t('staff.email'),
          help: t('staff.emailHelp'),
          as: 'email',
          check: (email) => !isEmailAddress(email.trim()) && t('staff.emailNeeded'),
        },
        ...fields,
        invitation: {
          label: t('staff.invitation'),
          as: 'radio',
          initial: 'EMAIL',
          isShown: ({ role }) => role !== 'manager',
          choices: [
            { value: 'EMAIL', label: t('staff.byMail'), help: t('staff.byMailHelp') },
            { value: 'LINK', label: t('staff.byLink'), help: t('staff.byLinkHelp') },
          ],
        },
      }}
      // The invitation of a manager goes by mail only, because nobody else may see the link that sets a manager's password.
      body={({ role }) => (role === 'manager' ? { invitation: 'EMAIL' as const } : {})}
      submit={t('staff.sendInvite')}
      resultTitle={t('staff.invitedTitle')}
      result={({ passwordLink, role, email }) =>
        passwordLink === null ? (
          <Text role="status" c="dimmed">
            {t(role === 'manager' ? 'staff.managerInvited' : 'staff.mailSent', { email })}
          </Text>
        ) : (
          <CopiedText label={t('staff.link')} help={t('staff.linkHelp')} text={passwordLink.url} />
        )
      }
      resultClose={t('staff.done')}
      onClose={onClose}
    />
  );
}
