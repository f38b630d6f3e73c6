import { parseMenuFile } from './menu-file.rules';

describe('a file of the menu', () => {
  it('has a heading, quoted cells and prices in major units', () => {
    const text =
      '\uFEFFcode,name_ru,name_en,category,type,price\r\nm1,"Пицца, ""Маргарита""",Margherita,Pizza,,690.50\r\nw1,,Wine,,alcohol,450\r\n';
    expect(parseMenuFile(text, 'RUB')).toEqual({
      items: [
        {
          code: 'm1',
          name: { ru: 'Пицца, "Маргарита"', en: 'Margherita' },
          category: 'Pizza',
          type: null,
          price: 69_050,
        },
        { code: 'w1', name: { en: 'Wine' }, category: null, type: 'ALCOHOL', price: 45_000 },
      ],
      wrong: [],
    });
  });

  it('names the lines that are no items, and reads semicolons and decimal commas', () => {
    const text = 'Price;Code;name_ru\n15,5;tea;Чай\n;soup;Суп\n10;;Хлеб\n12;tea;Чай\n\n7;salt;\n';
    expect(parseMenuFile(text, 'RUB')).toMatchObject({ items: [{ code: 'tea', price: 1_550 }], wrong: [3, 4, 5, 7] });
  });

  it('takes what goods cost where it is said', () => {
    const text = 'code,name_en,price,cost\nm1,Pizza,690,210.5\nm2,Soup,300,\nm3,Tea,100,much\n';
    const items = [{ code: 'm1', cost: 21_050 }, { code: 'm2' }];
    const read = parseMenuFile(text, 'RUB');
    expect(read).toMatchObject({ items, wrong: [4] });
    expect(read?.items[1]).not.toHaveProperty('cost');
  });

  it('takes the cost as per cent of the price', () => {
    const text = 'code;name_ru;price;cost\nm1;Пицца;690;30 %\nm2;Суп;300;120 %\n';
    expect(parseMenuFile(text, 'RUB')).toMatchObject({ items: [{ code: 'm1', cost: 20_700 }], wrong: [3] });
  });

  it('is none without a code and a price', () => {
    expect(parseMenuFile('name\nTea', 'RUB')).toBeNull();
  });
});
