/**
 * Chinese characters that are written in two ways, at the same place in both: traditional forms,
 * and Japanese ones, and their simplified forms. Those that occur in the names of diseases, organs,
 * procedures and reports; after the Unihan field kSimplifiedVariant.
 */
const TRADITIONAL =
  '動脈療術導經細膽膠癥腫腎腸腦膚臟氣壓門靜單純選擇載藥釔內鐳轉後複復隨訪會診評討論護書絕備檢驗聲顯' +
  '攝觀參讀錄記現發剛無時間長開關闊區級種類應變體標準雙遠週側塊節結質個計數當點殘聯與為專從傷傳儀優' +
  '償創劃劑勞勢協啟團園圓圖場報壞壽奪媽學寧實寫審將對屬嶺帶幾庫廣張強彈徑態慣懷戰戶掃掛採換損擴據擬' +
  '敗斷於曆條極構樣樹機權歐歲歷毀決況涼淺測溫減滅滲潔潰瀰灣烏煙熱燒營爾狀獨獲瑪環產畢畫異瘡癒癢盡監' +
  '盤礎稱穩積窩竇筆篩簡糾紅納紙紋紹終組絡給統維緊線編緩練縣縮總繼續羅義習聖職聽肅脫腳臉臨舊艙藍蘇處' +
  '號蛻蠟補裝裡製見規視親覺覽訂訊訓設許訴詞試話該詳誌認誘語誤說課調請諮諾謝證識譯議讓貝負貧貨責貯費' +
  '資賴購趨踐車軟較輔輕輸辦這進連運過達適遞遲還邊郵鄰醫釋針鈣鉑鈉銀鋁錯鍵鏡鐵陰陽陳際險隻難離電靈項' +
  '順須頑預頓頭頰頸頻題額願風飛飲餘養館駐髒鬆魚鳥鹽麗黃黴齊齒龍橋黏臥暫奧侖賽愛鹼嗎釘粵膿濃賁纖囑棲' +
  '甦啓嚥齡経広脳発気総薬変転検単対図圧児関剤戻査宮莖睪顱頜顎髖臍闌橫縱彎葉嚴縫鎖顆軀齦齶癲癱瘻膕髕' +
  '鉗閉隱雜韌夾婦懸惡擊暈殼滿滯潤濕瀉狹礙綜織繞脅蓋贅軸鎮階頂鬱餵嬰齲顳顴頷脛蹠骯穀濾醣鉀鎂國'
const SIMPLIFIED =
  '动脉疗术导经细胆胶症肿肾肠脑肤脏气压门静单纯选择载药钇内镭转后复复随访会诊评讨论护书绝备检验声显' +
  '摄观参读录记现发刚无时间长开关阔区级种类应变体标准双远周侧块节结质个计数当点残联与为专从伤传仪优' +
  '偿创划剂劳势协启团园圆图场报坏寿夺妈学宁实写审将对属岭带几库广张强弹径态惯怀战户扫挂采换损扩据拟' +
  '败断于历条极构样树机权欧岁历毁决况凉浅测温减灭渗洁溃弥湾乌烟热烧营尔状独获玛环产毕画异疮愈痒尽监' +
  '盘础称稳积窝窦笔筛简纠红纳纸纹绍终组络给统维紧线编缓练县缩总继续罗义习圣职听肃脱脚脸临旧舱蓝苏处' +
  '号蜕蜡补装里制见规视亲觉览订讯训设许诉词试话该详志认诱语误说课调请谘诺谢证识译议让贝负贫货责贮费' +
  '资赖购趋践车软较辅轻输办这进连运过达适递迟还边邮邻医释针钙铂钠银铝错键镜铁阴阳陈际险只难离电灵项' +
  '顺须顽预顿头颊颈频题额愿风飞饮余养馆驻脏松鱼鸟盐丽黄霉齐齿龙桥粘卧暂奥仑赛爱碱吗钉粤脓浓贲纤嘱栖' +
  '苏启咽龄经广脑发气总药变转检单对图压儿关剂戾查宫茎睾颅颌颚髋脐阑横纵弯叶严缝锁颗躯龈腭癫瘫瘘腘髌' +
  '钳闭隐杂韧夹妇悬恶击晕壳满滞润湿泻狭碍综织绕胁盖赘轴镇阶顶郁喂婴龋颞颧颔胫跖肮谷滤糖钾镁国'

/** Latin letters that Unicode does not take apart into a letter and an accent. */
const LATIN: readonly (readonly [string, string])[] = [
  ['ł', 'l'],
  ['ı', 'i'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
]

const simplified = Array.from(SIMPLIFIED)
const PLAIN = new Map([
  ...LATIN,
  ...Array.from(TRADITIONAL, (character, i): [string, string] => [
    character,
    simplified[i] ?? character,
  ]),
])

const ACCENTS = /[\u0300-\u036f]/gu
const SPECIAL = new RegExp(`[${[...PLAIN.keys()].join('')}]`, 'gu')

/** Lower-case text without accents, its traditional Chinese characters simplified. */
export function plainLetters(text: string): string {
  const bare = text.normalize('NFD').replace(ACCENTS, '').normalize('NFC')
  return bare.replace(SPECIAL, (letter) => PLAIN.get(letter) ?? letter)
}
