// What buildings, streets and schools does a message name? No dictionary knows a city's estates, so a name is what ends
// in a word for a place; where it begins nobody can say, and every beginning is offered: a name that many people use is
// the one that they share.
import { normalise } from '#functions/triage/plain-text.ts';

// The longer first: 社区 before 区 would be.
const ends =
  /小区|花园|家园|公寓|新村|新城|社区|广场|大厦|大道|学校|小学|中学|幼儿园|学院|医院|公园|市场|公司|工地|湿地|水库|苑|府|湾|城|村|路(?![灯费况线由程])|街(?!道)|巷|桥|站|园/g;
// A name does not begin with these, and holds none of the words below.
const noBeginning =
  /^[的了在是我你他她们这那该本每各某有和与对从到请于为因内近旁个一二两几多住向及或被把等都也就再又不要将至后前来去往最周全所其此里上下中大小新老外省市县区镇]/u;
const noName =
  /[的了们吗呢您请]|附近|旁边|门口|周边|整个|一个|几个|两个|关于|投诉|反映|举报|建议|咨询|希望|要求|业主|居民|开发|物业|公交|书记|市长|领导|尊敬|政府|市委|省委|没有|影响|加快|导致|造成|违规|违法|有限公司$/u;
// A whole city is no name, nor is what every city has: 安置小区, 地铁站, 国际城.
const noStem =
  /^(?:[^市区县]{1,3}[市区县]|安置|地铁|国际|自来水|火车|高铁|生活|居住|住宅|商业|农贸|集贸|公立|民办|私立|高速|老旧|房地产|开发|有限责任|建设|施工|派出|人民|县城|市区|主城|行道|人行道|普惠性|垃圾|公共|幼儿|城市|断头|建筑|实验|教育|首末|交首末|高速公|中转|惠性|长途|汽车)+$/u;
const longestName = 9;
const shortestStem = 2;
const longestRead = 240;

/** Every string of the title and the opening that may name a place; several for one place, as its beginning is open. */
export function namesInText(text: string): string[] {
  const said = normalise(text).slice(0, longestRead);
  const names = new Set<string>();
  for (const run of said.split(/[^\p{Script=Han}a-z0-9]+/u)) {
    for (const { 0: end, index } of run.matchAll(ends)) {
      const last = index + end.length;
      for (let from = index - shortestStem; from >= 0 && last - from <= longestName; from -= 1) {
        const name = run.slice(from, last);
        if (!noBeginning.test(name) && !noName.test(name) && !noStem.test(run.slice(from, index))) names.add(name);
      }
    }
  }
  return [...names];
}
