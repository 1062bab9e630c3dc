// A place is known or it is not: an area that is only guessed would hand somebody what is not theirs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locate } from '#functions/triage/locate.ts';
import { aCity, anArea } from '#test/builders/city.ts';

const areas = aCity().departments.areas;
const at = (question: { address?: string; district?: string; text?: string }) =>
  locate({ text: '', ...question }, areas);

describe('finds', () => {
  it.each([
    ['a township by its name', { address: '柳林镇3组' }, 'willow'],
    ['a township by a landmark', { address: '金柳花园3栋' }, 'willow'],
    ['a township in the words', { text: '石桥小学门口的路灯坏了' }, 'bridge'],
    ['a district when no township is named', { address: '东湖区人民路88号' }, 'east-lake'],
    ['a township of a named district', { address: '东湖区石桥街道' }, 'bridge'],
    ['the longer of two names', { address: '石桥小学西山校区' }, 'pine'],
    ['a shared road by the district beside it', { address: '西山区滨河路' }, 'pine'],
    ['a shared road by the district of the source', { district: '东湖区', address: '滨河路12号' }, 'bridge'],
    ['the district that a source gives by its id', { district: 'west-hill' }, 'west-hill'],
    [
      'a township in the words within the given district',
      { district: 'east-lake', text: '柳林农贸市场太脏' },
      'willow',
    ],
    ['the common district of two townships', { text: '从柳林到石桥的路坏了' }, 'east-lake'],
    ['an English name', { address: 'No. 5, Willow' }, 'willow'],
  ])('%s', (_, question, area) => {
    expect(at(question).area).toBe(area);
  });

  it('the address rather than what the text mentions in passing', () => {
    expect(at({ address: '柳林镇', text: '我平时住青松镇' }).area).toBe('willow');
  });

  it('and says by which words of the pack', () => {
    expect(at({ address: '东湖区金柳花园' })).toEqual({
      area: 'willow',
      district: 'east-lake',
      township: 'willow',
      evidence: ['东湖区', '金柳花园'],
    });
  });
});

describe('leaves open', () => {
  it.each([
    ['a road of two districts', { address: '滨河路12号' }],
    ['two districts at once', { text: '从东湖区到西山区的公交' }],
    ['an address outside the given district', { district: '西山区', address: '柳林镇' }],
    ['what no area is named by', { address: '大道西行便道，路口至加油站' }],
    ['a Latin name inside another word', { address: 'Pineapple Road' }],
    ['nothing', {}],
  ])('%s', (_, question) => {
    expect(at(question)).toEqual({});
  });

  it('a district it does not know, and uses the rest', () => {
    expect(at({ district: '南山区', address: '柳林镇' }).area).toBe('willow');
  });
});

it('names only areas of the pack, and a township only with its own district', () => {
  const words = fc.constantFrom(
    ...areas.flatMap((area) => [area.name['zh-CN'], ...area.aliases, ...area.landmarks]),
    '路口',
    '，',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 5 }), fc.array(words, { maxLength: 5 }), (address, text) => {
      const place = at({ address: address.join(''), text: text.join('') });
      const township = areas.find((area) => area.id === place.township);
      expect(township?.within).toBe(place.township ? place.district : undefined);
      expect(place.area).toBe(place.township ?? place.district);
    }),
  );
});

it('copes with a city that has no areas, and one that has many', () => {
  expect(locate({ text: '柳林镇' }, [])).toEqual({});
  const many = Array.from({ length: 500 }, (_, index) => anArea(`a${index}`, `第${index}街道`));
  expect(locate({ text: '第77街道' }, many).area).toBe('a77');
});
