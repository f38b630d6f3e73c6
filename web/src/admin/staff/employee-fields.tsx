import { Checkbox, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LANGUAGE_NAMES } from '../../generated/words/words';
import { restaurantGroupsQuery } from '../../entities/restaurant/restaurant-group.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { rolesQuery } from '../../entities/staff/role.api';
import { type Employee, EMPLOYEE_ROLES, type EmployeeRole } from '../../entities/staff/staff.api';
import { useManagesNetwork } from '../../entities/session/use-district';
import { mistakeAt } from '../../shared/api/problem';
import { nameIn } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './staff.module.css';
import { bound } from '../../shared/ui/bound';

const STAFF_LANGUAGES = ['ru', 'en'] as const;

export interface EmployeeValues {
  readonly name: string;
  readonly role: EmployeeRole;
  readonly ownRoleId: string | null;
  readonly restaurantIds: readonly string[];
  readonly restaurantGroupId: string | null;
  readonly locale: Employee['locale'];
}

/** The fields of an employee that say their own mistakes. */
export const EMPLOYEE_FIELDS = ['email', 'name', 'role', 'ownRoleId', 'restaurantIds', 'restaurantGroupId', 'locale'];

interface EmployeeFieldsProps {
  readonly values: EmployeeValues;
  readonly onChange: (change: Partial<EmployeeValues>) => void;
  readonly error: unknown;
  /** One's own role is changed by another manager. */
  readonly isOwn?: boolean;
  /** Whether it says that a second person has to approve this role. */
  readonly needsSecond: boolean;
}

/** Name, role, restaurants and language of an employee. */
export function EmployeeFields({ values, onChange, error, isOwn = false, needsSecond }: EmployeeFieldsProps) {
  const { t, language } = useTranslation('admin');
  const { data: restaurants = [] } = useRestaurants();
  const isManager = useManagesNetwork();
  const { data: groups = [] } = useQuery({ ...restaurantGroupsQuery, enabled: isManager });
  const { name, role, ownRoleId, restaurantIds, restaurantGroupId, locale } = values;
  // The manager of a group has cashiers alone, without roles of the network.
  const roles = isManager ? EMPLOYEE_ROLES : EMPLOYEE_ROLES.filter((one) => one === 'cashier');
  const { items: ownRoles = [], giving: guarded = [] } = useQuery({ ...rolesQuery, enabled: isManager }).data ?? {};
  const ownRole = ownRoles.find(({ id }) => id === ownRoleId);
  const worksEverywhere = ownRole?.places === 'ALL';
  // The server knows the limits of cashiers besides.
  const isGuarded = role === 'cashier' && ownRole?.permissions.some((one) => guarded.includes(one)) === true;
  const open = restaurants.filter(({ id, closedAt }) => closedAt === null || restaurantIds.includes(id));
  return (
    <>
      <TextInput
        label={t('staff.name')}
        autoComplete="off"
        maxLength={200}
        {...bound(name, (text) => onChange({ name: text }))}
        error={mistakeAt(error, 'name')}
      />
      <Radio.Group
        label={t('staff.role')}
        description={isOwn ? t('staff.ownRole') : undefined}
        value={role}
        error={mistakeAt(error, 'role')}
        onChange={(value) => onChange({ role: value })}
      >
        <Stack gap={12} pt={8}>
          {roles.map((one) => (
            <Radio
              key={one}
              value={one}
              disabled={isOwn}
              label={t(`staff.roles.${one}`)}
              description={t(`staff.roleHelp.${one}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {(needsSecond || isGuarded) && <p className={classes.note}>{t('staff.managerNeedsSecond')}</p>}
      {role === 'cashier' && ownRoles.length > 0 && (
        <NativeSelect
          label={t('ownRoles.field')}
          description={t('ownRoles.fieldHelp')}
          disabled={isOwn}
          {...bound(ownRoleId ?? '', (value) => onChange({ ownRoleId: value || null }))}
          error={mistakeAt(error, 'ownRoleId')}
          data={[
            { value: '', label: t('ownRoles.fieldNone') },
            ...ownRoles.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      )}
      {role === 'cashier' && !worksEverywhere && (
        <Checkbox.Group
          label={t('staff.worksIn')}
          description={t(open.length === 0 ? 'staff.noRestaurants' : 'staff.worksInHelp')}
          value={[...restaurantIds]}
          error={mistakeAt(error, 'restaurantIds')}
          onChange={(value) => onChange({ restaurantIds: value })}
        >
          <Stack gap={12} pt={8}>
            {open.map((restaurant) => (
              <Checkbox key={restaurant.id} value={restaurant.id} label={restaurant.name} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {role === 'manager' && (groups.length > 0 || restaurantGroupId !== null) && (
        <NativeSelect
          label={t('staff.managerOf')}
          description={t('staff.managerOfHelp')}
          disabled={isOwn}
          value={restaurantGroupId ?? ''}
          error={mistakeAt(error, 'restaurantGroupId')}
          data={[
            { value: '', label: t('staff.wholeNetwork') },
            ...groups.map((group) => ({ value: group.id, label: nameIn(group, language) })),
          ]}
          onChange={({ currentTarget: { value } }) => onChange({ restaurantGroupId: value === '' ? null : value })}
        />
      )}
      <NativeSelect
        label={t('staff.language')}
        {...bound(locale ?? '', (value) => onChange({ locale: STAFF_LANGUAGES.find((one) => one === value) ?? null }))}
        data={[
          { value: '', label: t('profile.localeOfNetwork') },
          ...STAFF_LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
        ]}
      />
    </>
  );
}
