import { Button, Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Submit } from '../../shared/ui/submit';
import { bound } from '../../shared/ui/bound';
import { CopiedText } from '../ui/copied-text';
import { EMPLOYEE_FIELDS, EmployeeFields, type EmployeeValues } from './employee-fields';
import classes from './staff.module.css';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Adds an employee, who sets a password by a link: sent to their address, or shown once for the manager to hand over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { data: restaurants = [] } = useRestaurants();
  const [email, setEmail] = useState('');
  const [typed, setTyped] = useState<Partial<EmployeeValues>>({});
  const [invitation, setInvitation] = useState<'LINK' | 'EMAIL'>('EMAIL');
  const [asked, setAsked] = useState(false);
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
  const isEmailWrong = !EMAIL.test(email.trim());
  const isManager = values.role === 'manager';

  function submit(): void {
    setAsked(true);
    if (isEmailWrong) return;
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
  }

  if (invite.data !== undefined) {
    const { passwordLink, role } = invite.data;
    return (
      <Dialog title={t('staff.invitedTitle')} onClose={onClose}>
        <div className={classes.fields}>
          {passwordLink === null ? (
            <p role="status" className={classes.help}>
              {t(role === 'manager' ? 'staff.managerInvited' : 'staff.mailSent', { email: invite.data.email })}
            </p>
          ) : (
            <CopiedText label={t('staff.link')} help={t('staff.linkHelp')} text={passwordLink.url} />
          )}
          <Button onClick={onClose}>{t('staff.done')}</Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('staff.inviteTitle')} onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <TextInput
          type="email"
          inputMode="email"
          label={t('staff.email')}
          description={t('staff.emailHelp')}
          autoComplete="off"
          data-autofocus
          {...bound(email, setEmail)}
          error={asked && isEmailWrong ? t('staff.emailNeeded') : mistakeAt(invite.error, 'email')}
        />
        <EmployeeFields
          values={values}
          error={invite.error}
          needsSecond={isManager}
          onChange={(change) => setTyped((before) => ({ ...before, ...change }))}
        />
        {!isManager && (
          <Radio.Group label={t('staff.invitation')} value={invitation} onChange={(value) => setInvitation(value)}>
            <div className={classes.choices}>
              <Radio value="EMAIL" label={t('staff.byMail')} description={t('staff.byMailHelp')} />
              <Radio value="LINK" label={t('staff.byLink')} description={t('staff.byLinkHelp')} />
            </div>
          </Radio.Group>
        )}
        <Submit of={invite} marked={EMPLOYEE_FIELDS} text={t('staff.sendInvite')} />
      </Form>
    </Dialog>
  );
}
