import { useQuery } from '@tanstack/react-query';
import { LANGUAGE_NAMES } from '../../generated/words/words';
import { restaurantGroupsQuery } from '../../entities/restaurant/restaurant-group.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useManagesNetwork } from '../../entities/session/use-district';
import { rolesQuery } from '../../entities/staff/role.api';
import { type Employee, EMPLOYEE_ROLES, type EmployeeRole } from '../../entities/staff/staff.api';
import { nameIn } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './staff.module.css';

interface TypedRights {
  readonly role: EmployeeRole;
  readonly ownRoleId: string;
  readonly restaurantGroupId: string;
}

/**
 * The fields of an employee: name, role, restaurants and language. `before`: the employee to change; left out: a new employee. `isOwn`: the employee
 * is the reader, whose role only another manager may change.
 */
export function useEmployeeFields(before?: Employee, isOwn = false) {
  const { t, language } = useTranslation('admin');
  const { data: restaurants = [] } = useRestaurants();
  const isManager = useManagesNetwork();
  const { data: groups = [] } = useQuery({ ...restaurantGroupsQuery, enabled: isManager });
  // The manager of a group has cashiers alone, without roles of the network.
  const roles = isManager ? EMPLOYEE_ROLES : EMPLOYEE_ROLES.filter((one) => one === 'cashier');
  const { items: ownRoles = [], giving: guarded = [] } = useQuery({ ...rolesQuery, enabled: isManager }).data ?? {};
  const open = restaurants.filter(({ id, closedAt }) => closedAt === null || before?.restaurantIds.includes(id));
  const ownRoleOf = ({ ownRoleId }: TypedRights) => ownRoles.find(({ id }) => id === ownRoleId);

  function needsSecond({ role, restaurantGroupId }: TypedRights): boolean {
    if (before === undefined) return role === 'manager';
    if (role !== before.role) return role === 'manager' || before.role === 'manager';
    return role === 'manager' && (before.restaurantGroupId ?? '') !== restaurantGroupId;
  }

  // The server knows the limits of cashiers besides.
  const isGuarded = (typed: TypedRights) =>
    typed.role === 'cashier' && ownRoleOf(typed)?.permissions.some((one) => guarded.includes(one)) === true;

  return {
    name: { label: t('staff.name') },
    role: {
      label: t('staff.role'),
      help: isOwn ? t('staff.ownRole') : undefined,
      as: 'radio',
      isDisabled: isOwn,
      initial: before === undefined ? 'cashier' : undefined,
      choices: roles.map((value) => ({
        value,
        label: t(`staff.roles.${value}`),
        help: t(`staff.roleHelp.${value}`),
      })),
      after: (typed: TypedRights) =>
        (needsSecond(typed) || isGuarded(typed)) && <p className={classes.note}>{t('staff.managerNeedsSecond')}</p>,
    },
    ownRoleId: {
      label: t('ownRoles.field'),
      help: t('ownRoles.fieldHelp'),
      isDisabled: isOwn,
      none: t('ownRoles.fieldNone'),
      choices: ownRoles.map(({ id, name }) => ({ value: id, label: name })),
      isShown: ({ role }: TypedRights) => role === 'cashier' && ownRoles.length > 0,
    },
    restaurantIds: {
      label: t('staff.worksIn'),
      help: t(open.length === 0 ? 'staff.noRestaurants' : 'staff.worksInHelp'),
      // If only one restaurant is open, a new cashier works there.
      initial: before === undefined && open.length === 1 ? open.map(({ id }) => id) : undefined,
      choices: open.map(({ id, name }) => ({ value: id, label: name })),
      isShown: (typed: TypedRights) => typed.role === 'cashier' && ownRoleOf(typed)?.places !== 'ALL',
    },
    restaurantGroupId: {
      label: t('staff.managerOf'),
      help: t('staff.managerOfHelp'),
      isDisabled: isOwn,
      none: t('staff.wholeNetwork'),
      choices: groups.map((group) => ({ value: group.id, label: nameIn(group, language) })),
      isShown: ({ role }: TypedRights) =>
        role === 'manager' && (groups.length > 0 || (before?.restaurantGroupId ?? null) !== null),
    },
    locale: {
      label: t('staff.language'),
      none: t('profile.localeOfNetwork'),
      words: (locale: NonNullable<Employee['locale']>) => LANGUAGE_NAMES[locale],
    },
  } as const;
}
