// How Chinese says when and how a thing is meant: now, past, supposed, asked, complained about. These are facts of the
// language, the same in every city; what a city treats as danger, scope or service is in its pack.

/** It is going on while the citizen speaks; outweighs words elsewhere in the sentence that speak against danger. */
export const now =
  /现在|正在|此刻|今(天|日|早|晚)|更(浓|大|重|严重)|巨响|刚刚|刚才|刚发生|突然|快来|赶紧|赶快|马上|立即派|救命|救人|来人|越来越|还在|出不来|下不来|困在|被困|冒(着)?(浓|黑|白)?烟|烧起来|站在|爬上|坐在.{0,6}(楼顶|天台|护栏)|扬言|威胁|要跳|就跳|再不|进不(来|去)|快不行|喘不/;

/**
 * It is over: told as history. 昨晚 is past; 从昨晚到现在 is not, because of `now`. A full date is not: operators write
 * today's into their notes.
 */
export const past =
  /上个?(月|周|星期|礼拜|次|回)|去年|前年|往年|前几(天|日|年|个月)|前(天|日|段时间|阵子|不久)|昨(天|日|晚|夜)|以前|之前|此前|曾经?|当时|当年|那(次|天|年)|事后|过后|(年|月|周|天|日)前|[0-9一二三四五六七八九十]{1,4}年[0-9一二三四五六七八九十]{1,3}月(?![0-9一二三四五六七八九十]{1,3}[日号])|发生过|出现过|以来/;

/** It keeps happening: bad enough for a case, but nobody can be sent out to a habit. */
export const habitual =
  /每(天|日|晚|周|月|年|次|到|逢)|天天|经常|常常|时常|偶尔|有时|频发|频频|频繁|屡|多次|长期|常年|长年|几乎|总是|一直以来/;

/** It is said in a manner of speaking. */
export const figurative = /简直|无异|有什么区别|变相|恨不得|似的|如同|好比|所谓|仿佛|像.{0,8}(一样|般)|心在/;

/** What began earlier goes on or grows: 「昨天就有煤气味，今天更浓」. */
export const goesOn =
  /更(浓|大|重|严重|厉害)|越来越|(今天|现在|刚才).{0,4}(又|还在|特别)|还在(漏|烧|冒|打|流|响)|没有?停/;

/** It was seen to already. */
export const over = /已(经)?(被)?(扑灭|熄灭|灭了|处理|救出|救上|出院|去世|死亡|身亡|结案|解除|控制住|和解)/;

/** A threat that is put as a condition: 「再不给钱就跳下去」 is meant, not supposed. */
export const threatens = /再不|就(要)?跳|要跳|扬言|威胁/;

/** It is only supposed, warned of or practised. 可能 and 怀疑 are missing on purpose: a suspected gas leak is a leak. */
export const supposed =
  /万一|如果|假如|倘若|要是|一旦|容易|极易|易(发生|引发|引起)|(会|将|恐|担心|怕)(发生|引发|引起|导致|造成|出现)|不堪设想|后果|难道|以免|避免|防止|预防|谨防|防范|隐患|风险|演练|演习|培训|宣传|讲座|小说|电影|游戏/;

/** It is about rules, money or papers that follow from it. 怎么办 is missing: people ask it in the middle of a fire. */
export const asksForRules =
  /规定|标准|条例|政策|赔偿|赔付|理赔|报销|补偿|补助|抚恤|证明|认定|鉴定|收费|费用|多少钱|招聘|考试|年审|验收|备案|许可|预案|电话是多少|什么电话|号码是/;

/** Stands directly before a word and denies it. */
export const denies = /(没有?|未|并未|并非|(?<!是)不是|(?<!会)不会|无|从不|不再)(发生过?|出现过?|任何|什么)?$/;

/** Somebody asks how, where, when, how much, with what papers. */
export const asks =
  /怎么(?!还|没|不|回事|能|会|可以|这么|那么|搞|样|又|总|老是)|如何|哪里|哪儿|在哪|到哪|去哪|哪些|哪个(部门|单位|窗口|地方|号码|电话|银行|网站)|哪(家|天|年|月)|谁(的|来)|[开上休].?不[开上休]|最[长多晚早](能|到)|几(户|道|个点|成)|什么(材料|手续|证|条件|流程|时候|时间|资料|要求)|带什么|带啥|需要(什么|啥|哪些|带)|多久|多长时间|多大|几[天点号月岁]|多少|能不能|可不可以|是否(可以|能|需要|有)|要不要|请问|咨询|想问|问一下|想了解|想知道|了解一下|流程是|条件是|吗([?,。]|$)|呢\?/;

/** The words in which all questions are alike; without them the subject is left. */
export const questionFrame =
  /您好|你好|请问一下|请问|一下|咨询|想问|问一下|了解|知道|麻烦|谢谢|怎么办理?|怎么样?|如何|哪里|哪儿|在哪|到哪|去哪|哪[些个]|什么|多久|多长时间|多大年纪|多大|多少岁?|几[天点号月岁个]|能不能|可不可以|可以|能够?|是否|要不要|应该|需要?|要|带|办理?|申请|申领|领取?|弄|做|材料|手续|条件|流程|满足|时候|时间|资料|要求|东西|大概|一般|现在|今年|明年|下周|最近|我们|我想|我家?|您|你|他|她|家里|的|了|[吗呢啊吧是在有想个只张次一最还才就给到去来刚]|钱|一下|打算|准备/gu;

/** Something is wrong and should be dealt with: never answered from the service list. */
export const complains =
  /投诉|举报|反映|曝光|维权|扰民|没人管|无人管|不管|不作为|乱作为|推诿|推脱|踢皮球|态度(差|恶劣|不好|极差)|拖欠|欠薪|克扣|不给|不肯|拒绝|拒不|迟迟|至今|多次|一直(没|不|未|都)|几个月了|半年了|一年多了|乱收费|违规|违法|违建|非法|不合理|太过分|被骗|诈骗|欺骗|坏了|损坏|破损|漏水|漏电|堵塞|臭味|恶臭|噪音|噪声|请(尽快|求|政府|相关|有关)|希望.{0,16}(解决|处理|重视|整改|查处|管)|强烈(要求|请求)|要求.{0,12}(处理|解决|查处|赔|退)|为什么.{0,12}(不|没)|凭什么(?!查|材料|证件|领|办)|还我|退钱|退款|没有?人(来|修|处理)|办不了|办不下来|卡着|刁难|跑了.{0,4}(趟|次)|打不通|没人接|霸王|垄断|坑洼|烂(了|掉)|能修|为何.{0,10}(不|没|未)|仍(没|未|不)|还(没|未)(有)?(给|发|修|来|解决|处理|拿到|下来|到账|通|办好|退)|建议|呼吁|转来转去|被人|冒用|冒名|冒充|不同意|吵架|纠纷|气愤|说法不|互相矛盾/;

/** What is to be done with a paper, an account or a right: 补办 and 注销 of one card are two matters. */
export const undertakings: readonly RegExp[] = [
  /补办|补领|补发|补换|[补换]一?张|怎么补|丢了|弄丢|掉了|不见了|遗失|丢失|挂失/,
  /换领|换发|换证|换新|到期|过期|期满|延期|续(签|期|办)/,
  /注销|销户|停用|解除|退(出|保|订|税|费|款|掉|吗|的?钱)/,
  /变更|更改|修改|改[名成姓]|更名|更正/,
  /过户|转让|继承/,
  /转移|转入|转出|转到|接续/,
  /迁(入|到|进)/,
  /迁出/,
  /提取|取出|支取|怎么取|取出来/,
  /缴存|缴纳|缴费|补缴|交费|续费|怎么(在网上)?(交|缴)|[交缴][水电气暖]?费/,
  /贷款|利率|还款/,
  /查询|怎么查|查一下|进度/,
  /报名|招生|录取|入学|上小学/,
  /转学/,
  /报销/,
  /备案/,
  /补贴|补助|津贴|救助|低保/,
  /年审|年检|认证|审验|审车|检一次/,
  /涨|调整/,
  /密码|余额|发票|打印/,
  /加急|怎么走|位置/,
  /出售|出租|转租/,
  // Of a case of its own: the list knows the rule, not the exception.
  /影响|说法|算不算|算是?几|属于|冲突|合法|合理|合规|为什么|为何|统一|最后一年|这种情况|我的情况|[如假]如|如果/,
];

/** Somebody may come to harm soon, or many people are without what they live on: faster than ordinary. */
export const hazards = [
  '危险',
  '砸到',
  '坠落',
  '掉下来',
  '塌陷',
  '坍塌',
  '裂缝',
  '漏电',
  '触电',
  '电线断',
  '电线垂',
  '井盖没',
  '井盖丢失',
  '井盖不见',
  '井盖缺失',
  '大面积停',
  '全小区停',
  '整栋楼停',
  '停水停电',
  '断水',
  '爆管',
  '水管爆',
  '内涝',
  '积水很深',
  '食物中毒',
  '危房',
  '独居老人',
  '孕妇',
  '透析',
  '呼吸机',
  '没有暖气',
  '红绿灯坏',
  '红绿灯不亮',
];
