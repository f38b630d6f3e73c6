import { Button, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { isEmailAddress } from '../../shared/format/email';
import { Submit } from '../../shared/ui/submit';
import { useFields } from '../../shared/ui/use-fields';
import { CopiedText } from '../ui/copied-text';
import { EMPLOYEE_FIELDS, EmployeeFields, type EmployeeValues } from './employee-fields';

/** Adds an employee, who sets a password by a link: sent to their address, or shown once for the manager to hand over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { data: restaurants = [] } = useRestaurants();
  const [typed, setTyped] = useState<Partial<EmployeeValues>>({});
  const open = restaurants.filter(({ closedAt }) => closedAt === null);
  const values: EmployeeValues = {
    name: '',
    role: 'cashier',
    ownRoleId: null,
    locale: null,
    restaurantGroupId: null,
    // With one restaurant there is nothing to choose.
    restaurantIds: open.length === 1 ? open.map(({ id }) => id) : [],
    ...typed,
  };
  const invite = useChange(actOf('POST', '/api/users'), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/users') }),
  );
  const { field, onSubmit } = useFields({
    initial: { email: '', invitation: 'EMAIL' as 'LINK' | 'EMAIL' },
    error: invite.error,
    check: ({ email }) => ({ email: !isEmailAddress(email.trim()) && t('staff.emailNeeded') }),
  });
  const isManager = values.role === 'manager';

  const submit = onSubmit(({ email, invitation }) => {
    const { name, role, ownRoleId, restaurantIds, restaurantGroupId, locale } = values;
    invite.mutate({
      email: email.trim(),
      role,
      locale,
      invitation,
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(role === 'cashier' && { ownRoleId, restaurantIds: [...restaurantIds] }),
      ...(role === 'manager' && restaurantGroupId !== null && { restaurantGroupId }),
    });
  });

  if (invite.data !== undefined) {
    const { passwordLink, role } = invite.data;
    return (
      <Dialog title={t('staff.invitedTitle')} onClose={onClose}>
        <Stack gap={16} maw={640}>
          {passwordLink === null ? (
            <Text role="status" c="dimmed">
              {t(role === 'manager' ? 'staff.managerInvited' : 'staff.mailSent', { email: invite.data.email })}
            </Text>
          ) : (
            <CopiedText label={t('staff.link')} help={t('staff.linkHelp')} text={passwordLink.url} />
          )}
          <Button onClick={onClose}>{t('staff.done')}</Button>
        </Stack>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('staff.inviteTitle')} onClose={onClose}>
      <Form maw={640} onSubmit={submit}>
        <TextInput
          type="email"
          inputMode="email"
          label={t('staff.email')}
          description={t('staff.emailHelp')}
          autoComplete="off"
          data-autofocus
          {...field('email')}
        />
        <EmployeeFields
          values={values}
          error={invite.error}
          needsSecond={isManager}
          onChange={(change) => setTyped((before) => ({ ...before, ...change }))}
        />
        {!isManager && (
          <Radio.Group label={t('staff.invitation')} {...field('invitation')}>
            <Stack gap={12} pt={8}>
              <Radio value="EMAIL" label={t('staff.byMail')} description={t('staff.byMailHelp')} />
              <Radio value="LINK" label={t('staff.byLink')} description={t('staff.byLinkHelp')} />
            </Stack>
          </Radio.Group>
        )}
        <Submit of={invite} marked={EMPLOYEE_FIELDS} text={t('staff.sendInvite')} />
      </Form>
    </Dialog>
  );
}
