import { Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { MENU_ITEM_TYPES, type MenuItem, refreshMenu } from '../../entities/menu/menu.api';
import { actOf } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { spokenOf } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { NameFields } from '../ui/name-fields';
import { PictureField } from '../ui/pictures/picture-field';
import { useFields } from '../../shared/ui/use-fields';
import { Submit } from '../../shared/ui/submit';

const MOST = 200;

interface MenuItemFormProps {
  /** Left out: a new item. */
  readonly item?: MenuItem;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The form of an item: name, price, cost, code and category. */
export function MenuItemForm({ item, onDone, onClose }: MenuItemFormProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { currency } = useNetwork();
  const create = useChange(actOf('POST', '/api/menu-items'), onDone);
  const change = useChange(actOf('PATCH', '/api/menu-items/{id}', { id: item?.id ?? '' }), onDone);
  const save = item === undefined ? create : change;
  const isCodeTaken = save.error instanceof ApiProblem && save.error.code === 'code_taken';
  const costOf = (typed: string) => (typed.trim() === '' ? null : parseAmount(typed, currency));
  const { values, field, onSubmit, ...form } = useFields({
    initial: {
      name: { ru: item?.name.ru ?? '', en: item?.name.en ?? '' },
      code: item?.code ?? '',
      category: item?.category ?? '',
      type: item?.type ?? null,
      price: item === undefined ? '' : typedAmount(item.price, currency),
      cost: item?.cost == null ? '' : typedAmount(item.cost, currency),
    },
    check: ({ name, price, cost, code }) => ({
      'name.ru': `${name.ru}${name.en}`.trim() === '' && t('names.needed'),
      price: parseAmount(price, currency) === null && t('menu.priceNeeded'),
      cost: cost.trim() !== '' && costOf(cost) === null && t('menu.costWrong'),
      code: code.trim() === '' && t('menu.codeNeeded'),
    }),
  });
  const code = field('code');
  const submit = onSubmit(({ name, category, type, price, cost, ...typed }) => {
    save.mutate({
      code: typed.code.trim(),
      name: spokenOf(name.ru, name.en),
      category: category.trim() === '' ? null : category.trim(),
      type,
      price: parseAmount(price, currency) ?? 0,
      cost: costOf(cost),
    });
  });

  return (
    <Dialog title={t(item === undefined ? 'menu.new' : 'menu.changeTitle')} onClose={onClose}>
      {item !== undefined && (
        <PictureField
          picture={item.picture}
          put={actOf('PUT', '/api/menu-items/{id}/picture', { id: item.id })}
          remove={actOf('DELETE', '/api/menu-items/{id}/picture', { id: item.id })}
          onChanged={() => refreshMenu(queries)}
        />
      )}
      <Form onSubmit={submit}>
        <NameFields
          isFirst
          {...values.name}
          errors={{ ru: field('name.ru').error }}
          onChange={(typed) => form.setFieldValue('name', { ...values.name, ...typed })}
        />
        <TextInput label={t('menu.price')} inputMode="decimal" {...field('price')} />
        <TextInput label={t('menu.cost')} description={t('menu.costHelp')} inputMode="decimal" {...field('cost')} />
        <TextInput
          label={t('menu.code')}
          description={t('menu.codeHelp')}
          maxLength={MOST}
          {...code}
          error={isCodeTaken ? t('menu.codeTaken') : code.error}
        />
        <TextInput
          label={t('menu.category')}
          description={t('menu.categoryHelp')}
          maxLength={MOST}
          {...field('category')}
        />
        <Select
          size="md"
          label={t('menu.type')}
          description={t('menu.typeHelp')}
          allowDeselect={false}
          value={values.type ?? ''}
          data={[
            { value: '', label: t('menu.ordinary') },
            ...MENU_ITEM_TYPES.map((value) => ({ value, label: t(`menu.types.${value}`) })),
          ]}
          onChange={(value) => form.setFieldValue('type', MENU_ITEM_TYPES.find((one) => one === value) ?? null)}
        />
        <Submit of={isCodeTaken ? { ...save, error: null } : save} text={t('menu.save')} />
      </Form>
    </Dialog>
  );
}
