<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>No answer from the centre. The first sign-in at this terminal, one with a new password and one for an auto show need the network. Check its cable or Wi-Fi and try again. Whoever has signed in here before can work without it.</source>
        <translation>中心没有应答。首次在本终端登录、用新密码登录或为车展登录都需要网络。请检查网线或 Wi-Fi，然后再试。以前在本终端登录过的人不联网也能工作。</translation>
    </message>
    <message>
        <source>{folder} is not a terminal yet. Enrol it first: showroom enrol --server URL --code CODE</source>
        <translation>{folder} 还没有注册为终端。请先注册：showroom enrol --server URL --code CODE</translation>
    </message>
    <message>
        <source>The enrolment of this folder did not end. Run it again, with the same code: showroom enrol --server URL --code CODE</source>
        <translation>此文件夹的注册没有完成。请用同一个注册码再注册一次：showroom enrol --server URL --code CODE</translation>
    </message>
    <message>
        <source>This is a terminal now, but its first sync did not end. Run: showroom sync</source>
        <translation>本机已注册，但首次同步还没有完成。请运行：showroom sync</translation>
    </message>
    <message>
        <source>{n} entries verified.</source>
        <translation>已核对 {n} 条审计记录，全部无误。</translation>
    </message>
    <message>
        <source>Write: backup FILE, or: backup verify FILE</source>
        <translation>请写成：backup FILE，或 backup verify FILE</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>Sound: {n} rows.</source>
        <translation>备份完好，共 {n} 行。</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>一切正常。</translation>
    </message>
    <message>
        <source>The key file was damaged; its copy was put in its place.</source>
        <translation>密钥文件已损坏，已用备份副本替换。</translation>
    </message>
    <message>
        <source>Fetched again from the server: {what}</source>
        <translation>已从服务器重新获取：{what}</translation>
    </message>
    <message>
        <source>Nothing waits.</source>
        <translation>没有待处理的事项。</translation>
    </message>
    <message>
        <source>There is no open case {id} here.</source>
        <translation>本机没有待处理的事项 {id}。</translation>
    </message>
    <message>
        <source>Choose: --take mine, --take theirs, or --set group=…</source>
        <translation>请选择：--take mine（我方）、--take theirs（对方），或 --set group=…（自己填）</translation>
    </message>
    <message>
        <source>Decided.</source>
        <translation>已决定。</translation>
    </message>
    <message>
        <source>Deal {deal}, contract {no}</source>
        <translation>成交单 {deal}，合同 {no}</translation>
    </message>
    <message>
        <source>No contracts.</source>
        <translation>没有合同。</translation>
    </message>
    <message>
        <source>{file} belongs to this terminal. Choose another place.</source>
        <translation>{file} 是本机自己的文件，请另选位置。</translation>
    </message>
    <message>
        <source>{file} cannot be written. Choose another place.</source>
        <translation>无法写入 {file}。请换一个位置。</translation>
    </message>
    <message>
        <source>Refunds that wait for a manager: {n}. See them with: showroom reversals list</source>
        <translation>等经理审批的退款：{n} 笔。查看：showroom reversals list</translation>
    </message>
    <message>
        <source>The font lacks {characters}. Write them on the paper by hand.</source>
        <translation>字体缺少 {characters}，请在纸上手写。</translation>
    </message>
    <message>
        <source>Printed.</source>
        <translation>已打印。</translation>
    </message>
    <message>
        <source>This is our paper, unchanged.</source>
        <translation>这是本店签发的文件，内容未被改动。</translation>
    </message>
    <message>
        <source>This is not the paper that was signed.</source>
        <translation>这份文件与已签署的不一致。</translation>
    </message>
    <message>
        <source>There is no such customer here.</source>
        <translation>本机没有这位客户。</translation>
    </message>
    <message>
        <source>merged into it: {id}</source>
        <translation>已并入：{id}</translation>
    </message>
    <message>
        <source>This is not JSON: {given}</source>
        <translation>这不是 JSON 格式：{given}</translation>
    </message>
    <message>
        <source>This is not a JSON object with named fields: {given}</source>
        <translation>这不是带字段名的 JSON 对象：{given}</translation>
    </message>
    <message>
        <source>Write it as field=value: {given}</source>
        <translation>请写成“字段=值”的形式：{given}</translation>
    </message>
    <message>
        <source>Wrote {n} rows to {file}.</source>
        <translation>已将 {n} 行写入 {file}。</translation>
    </message>
    <message>
        <source>Receipt {receipt}: paid {paid}, balance {balance}</source>
        <translation>收据 {receipt}：已付 {paid}，尾款 {balance}</translation>
    </message>
    <message>
        <source>the following arguments are required: %s</source>
        <translation>缺少以下参数：%s</translation>
    </message>
    <message>
        <source>one of the arguments %s is required</source>
        <translation>须给出以下参数之一：%s</translation>
    </message>
    <message>
        <source>unrecognized arguments: %s</source>
        <translation>无法识别的参数：%s</translation>
    </message>
    <message>
        <source>argument %(argument_name)s: %(message)s</source>
        <translation>参数 %(argument_name)s：%(message)s</translation>
    </message>
    <message>
        <source>invalid choice: %(value)r (choose from %(choices)s)</source>
        <translation>不能取 %(value)r（可选：%(choices)s）</translation>
    </message>
    <message>
        <source>unknown parser %(parser_name)r (choices: %(choices)s)</source>
        <translation>没有 %(parser_name)r 这个命令（可选：%(choices)s）</translation>
    </message>
    <message>
        <source>invalid %(type)s value: %(value)r</source>
        <translation>%(value)r 不是有效的 %(type)s 值</translation>
    </message>
    <message>
        <source>not allowed with argument %s</source>
        <translation>不能与参数 %s 同时使用</translation>
    </message>
    <message>
        <source>ignored explicit argument %r</source>
        <translation>参数不接受取值 %r</translation>
    </message>
    <message>
        <source>expected one argument</source>
        <translation>缺少取值</translation>
    </message>
    <message>
        <source>expected at most one argument</source>
        <translation>最多给一个取值</translation>
    </message>
    <message>
        <source>expected at least one argument</source>
        <translation>至少给一个取值</translation>
    </message>
    <message>
        <source>{what}
See: showroom --help</source>
        <translation>{what}
用法请看：showroom --help</translation>
    </message>
    <message>
        <source>Say who you are: --user NAME or SHOWROOM_USER.</source>
        <translation>请说明您的账号：--user NAME 或 SHOWROOM_USER。</translation>
    </message>
    <message>
        <source>A password is needed: SHOWROOM_PASSWORD or --password-stdin.</source>
        <translation>需要密码：请用 SHOWROOM_PASSWORD 或 --password-stdin 提供。</translation>
    </message>
    <message>
        <source>Password: </source>
        <translation>密码：</translation>
    </message>
    <message>
        <source>The approver&apos;s password is needed: SHOWROOM_APPROVER_PASSWORD, or a line of standard input.</source>
        <translation>需要审批人的密码：请用 SHOWROOM_APPROVER_PASSWORD 提供，或从标准输入给一行。</translation>
    </message>
    <message>
        <source>The approver&apos;s password: </source>
        <translation>审批人的密码：</translation>
    </message>
    <message>
        <source>Something went wrong that should not have. Please report what stands above.</source>
        <translation>程序出现意外问题。请把上面的内容报告给管理员。</translation>
    </message>
    <message>
        <source>This is not text in UTF-8: {given}</source>
        <translation>这不是 UTF-8 文本：{given}</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>provisional</source>
        <translation>暂定</translation>
    </message>
    <message>
        <source>Deal {deal}, contract {contract}, receipt {receipt}: {state}</source>
        <translation>成交单 {deal}，合同 {contract}，收据 {receipt}：{state}</translation>
    </message>
    <message>
        <source>--method and --reference belong to a deposit. Say how much, with --deposit.</source>
        <translation>--method 和 --reference 是定金的参数。请用 --deposit 写明金额。</translation>
    </message>
    <message>
        <source>“{given}” is not a date. Write it as 2026-03-14.</source>
        <translation>“{given}”不是日期。请写成 2026-03-14 的形式。</translation>
    </message>
    <message>
        <source>A deposit needs --method.</source>
        <translation>收定金须用 --method 说明付款方式。</translation>
    </message>
    <message>
        <source>No cars.</source>
        <translation>没有车辆。</translation>
    </message>
    <message>
        <source>There is no car {vin} here.</source>
        <translation>本机没有车辆 {vin}。</translation>
    </message>
    <message>
        <source>Taken in: {n}</source>
        <translation>已入库：{n} 台</translation>
    </message>
    <message>
        <source>Line {line}: {message}</source>
        <translation>第 {line} 行：{message}</translation>
    </message>
    <message>
        <source>Leased: {vins}</source>
        <translation>已取得租约：{vins}</translation>
    </message>
    <message>
        <source>{vin} is leased to {terminal}.</source>
        <translation>{vin} 的销售租约在 {terminal}。</translation>
    </message>
    <message>
        <source>{vin} is not free to be leased.</source>
        <translation>{vin} 目前不能领取销售租约。</translation>
    </message>
    <message>
        <source>Returned.</source>
        <translation>已归还销售租约。</translation>
    </message>
    <message>
        <source>On the way to {to}.</source>
        <translation>已发往 {to}。</translation>
    </message>
    <message>
        <source>This is now {terminal} of branch {branch}.</source>
        <translation>本机已注册为 {branch} 门店的终端 {terminal}。</translation>
    </message>
    <message>
        <source>{user} can sign in here now, without a network too.</source>
        <translation>{user} 现在可以在本机登录，没有网络时也可以。</translation>
    </message>
    <message>
        <source>Sent {pushed}, fetched {pulled}; set aside {parked}, to decide {conflicts}.</source>
        <translation>已上传 {pushed} 项，已下载 {pulled} 项；搁置 {parked} 项，待处理 {conflicts} 项。</translation>
    </message>
    <message>
        <source>There is no file {file}.</source>
        <translation>没有找到文件 {file}。</translation>
    </message>
    <message>
        <source>This build brings SQLite {version}, which can lose data. Install Showroom anew.</source>
        <translation>这个安装包带的 SQLite {version} 可能丢失数据，程序没有继续。请重新安装展厅台。</translation>
    </message>
    <message>
        <source>Another program is writing for too long. Try again in a moment.</source>
        <translation>另一个程序占用写入的时间太长，这一步还没有保存。请稍后再试。</translation>
    </message>
    <message>
        <source>Clause “{clause}” asks for “{name}”, which nobody can answer.</source>
        <translation>条款“{clause}”的条件“{name}”无法判断。请修改模板。</translation>
    </message>
    <message>
        <source>Clause “{clause}” wants a table “{name}” that does not exist.</source>
        <translation>条款“{clause}”引用的表格“{name}”不存在。请修改模板。</translation>
    </message>
    <message>
        <source>Clause “{clause}” uses {name}, which is no placeholder.</source>
        <translation>条款“{clause}”用了 {name}，它不是可用的占位符。请修改模板。</translation>
    </message>
    <message>
        <source>A deposit must be above zero.</source>
        <translation>定金须大于零。</translation>
    </message>
    <message>
        <source>Deposit is above 20 %. The most is ¥{most}.</source>
        <translation>定金超过车价 20%，最多 ¥{most}。</translation>
    </message>
    <message>
        <source>That is more than the price. The most is ¥{most}.</source>
        <translation>金额超过车价，最多 ¥{most}。</translation>
    </message>
    <message>
        <source>The loan must be above zero.</source>
        <translation>贷款金额须大于零。</translation>
    </message>
    <message>
        <source>A loan runs 1 to {most} months.</source>
        <translation>贷款期限为 1 至 {most} 个月。</translation>
    </message>
    <message>
        <source>The rate must be between 0 and 36 %.</source>
        <translation>年利率须在 0 至 36% 之间。</translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation>请填写姓名。</translation>
    </message>
    <message>
        <source>“{name}” cannot be a name.</source>
        <translation>“{name}”不能作为姓名。</translation>
    </message>
    <message>
        <source>An identity number has 17 digits, then a digit or X.</source>
        <translation>身份证号前 17 位应为数字，最后一位为数字或 X。</translation>
    </message>
    <message>
        <source>A passport number has letters and digits only.</source>
        <translation>护照号只能有字母和数字。</translation>
    </message>
    <message>
        <source>A credit code has 18 digits and letters, without I, O, S, V or Z.</source>
        <translation>统一社会信用代码应为 18 位数字和字母，不含 I、O、S、V、Z。</translation>
    </message>
    <message>
        <source>{field} is missing.</source>
        <translation>{field}未填写。</translation>
    </message>
    <message>
        <source>No car is allocated yet.</source>
        <translation>尚未配车。</translation>
    </message>
    <message>
        <source>The VIN&apos;s check digit is wrong or not used by this maker. Compare it with the car.</source>
        <translation>VIN 第 9 位校验不符，也可能厂家不用校验位。请与实车核对。</translation>
    </message>
    <message>
        <source>{amount} cannot be printed in capitals.</source>
        <translation>{amount} 无法写成大写金额。</translation>
    </message>
    <message>
        <source>The price must be above zero.</source>
        <translation>车价须大于零。</translation>
    </message>
    <message>
        <source>The payments add up to {steps}, not {balance}.</source>
        <translation>各期付款合计 {steps}，应为 {balance}。</translation>
    </message>
    <message>
        <source>An order without a car needs the day by which it is promised.</source>
        <translation>未配车的订单须填写约定的交车日期。</translation>
    </message>
    <message>
        <source>The loan is above what is left to pay.</source>
        <translation>贷款金额超过尚需支付的金额。</translation>
    </message>
    <message>
        <source>The discount of ¥{discount} is too large: the list price is ¥{list}.</source>
        <translation>优惠 ¥{discount} 过大：厂商指导价为 ¥{list}。</translation>
    </message>
    <message>
        <source>A provisional order takes a refundable prepayment (订金), never a binding deposit (定金).</source>
        <translation>暂定订单只能收可退的订金，不能收定金。</translation>
    </message>
    <message>
        <source>Not on the list of gifts: {gifts}. That needs an approval.</source>
        <translation>不在赠品清单内：{gifts}，须经审批。</translation>
    </message>
    <message>
        <source>The discount needs an approval. Without one the lowest price is ¥{floor}.</source>
        <translation>优惠需要审批。未经审批，最低车价为 ¥{floor}。</translation>
    </message>
    <message>
        <source>The gifts alone are above your limit: they need an approval.</source>
        <translation>仅赠品就已超出您的权限，须经审批。</translation>
    </message>
    <message>
        <source>The template {template} is not in force on {day}.</source>
        <translation>合同模板 {template} 在 {day} 不在有效期内。</translation>
    </message>
    <message>
        <source>The font cannot print {characters}. Write them on the paper by hand.</source>
        <translation>字体打不出“{characters}”。请打印后在纸上手写补上。</translation>
    </message>
    <message>
        <source>The annex “{annex}” is missing.</source>
        <translation>缺少附件“{annex}”。</translation>
    </message>
    <message>
        <source>Identity and credit numbers that are entered are valid</source>
        <translation>已填写的证件号与信用代码有效</translation>
    </message>
    <message>
        <source>The VIN is valid</source>
        <translation>VIN 校验通过</translation>
    </message>
    <message>
        <source>Figures equal capitals, and parts add up</source>
        <translation>大小写金额一致，分项合计相符</translation>
    </message>
    <message>
        <source>The discount is within the limit or approved</source>
        <translation>优惠在权限内或已获批准</translation>
    </message>
    <message>
        <source>The deposit is at most 20 %</source>
        <translation>定金未超过 20%</translation>
    </message>
    <message>
        <source>The template is in force</source>
        <translation>合同模板在有效期内</translation>
    </message>
    <message>
        <source>Every annex is there</source>
        <translation>附件齐全</translation>
    </message>
    <message>
        <source>Every character can be printed</source>
        <translation>所有文字都能打印</translation>
    </message>
    <message>
        <source>“{given}” is finer than a fen.</source>
        <translation>“{given}”精确到了分以下。金额最小单位是分。</translation>
    </message>
    <message>
        <source>The amount is too large. The most is {most}.</source>
        <translation>金额过大，最多 {most}。</translation>
    </message>
    <message>
        <source>{given} cannot be put in words.</source>
        <translation>{given} 无法写成大写金额。</translation>
    </message>
    <message>
        <source>“{prefix}” cannot begin a number.</source>
        <translation>“{prefix}”不能作为编号的开头。</translation>
    </message>
    <message>
        <source>“{given}” is not a number of ours.</source>
        <translation>“{given}”不是本店的编号。</translation>
    </message>
    <message>
        <source>in transit</source>
        <translation>在途</translation>
    </message>
    <message>
        <source>in stock</source>
        <translation>在库</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>已订</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>已售</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>已交车</translation>
    </message>
    <message>
        <source>in transfer</source>
        <translation>调拨途中</translation>
    </message>
    <message>
        <source>demonstrator</source>
        <translation>试驾车</translation>
    </message>
    <message>
        <source>returned</source>
        <translation>已归还</translation>
    </message>
    <message>
        <source>quote</source>
        <translation>报价</translation>
    </message>
    <message>
        <source>order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>contracted</source>
        <translation>已签约</translation>
    </message>
    <message>
        <source>in delivery</source>
        <translation>交车中</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>维修</translation>
    </message>
    <message>
        <source>Warranty repair</source>
        <translation>保修</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回</translation>
    </message>
    <message>
        <source>Maintenance</source>
        <translation>保养</translation>
    </message>
    <message>
        <source>Check-up</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>in the workshop</source>
        <translation>在店</translation>
    </message>
    <message>
        <source>not come</source>
        <translation>未到店</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Say what the car comes for: {known}.</source>
        <translation>请说明来做什么：{known}。</translation>
    </message>
    <message>
        <source>Say which make and model the car is.</source>
        <translation>请写明车辆的品牌和车型。</translation>
    </message>
    <message>
        <source>A visit is booked for a day from today to a year ahead.</source>
        <translation>进店预约须在今天起一年之内。</translation>
    </message>
    <message>
        <source>Note the kilometres that the car&apos;s clock shows: 0 to {most}.</source>
        <translation>请填写里程表读数：0 至 {most} 公里。</translation>
    </message>
    <message>
        <source>Say what was done.</source>
        <translation>请写明做了什么。</translation>
    </message>
    <message>
        <source>Note what the customer paid; 0.00 for nothing.</source>
        <translation>请填写客户实付金额，未收费填 0.00。</translation>
    </message>
    <message>
        <source>The next service is on a day after today, within five years.</source>
        <translation>下次保养须在今天之后、五年之内。</translation>
    </message>
    <message>
        <source>The next service is at more kilometres than the car has now: {km}.</source>
        <translation>下次保养里程须大于车辆现有里程：{km}。</translation>
    </message>
    <message>
        <source>This car is booked for {at} already. Choose another time, or move that visit.</source>
        <translation>该车已预约 {at}。请另选时间，或更改原预约。</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>submitted</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>已签</translation>
    </message>
    <message>
        <source>amended</source>
        <translation>已变更</translation>
    </message>
    <message>
        <source>This is {old} and cannot become {new}.</source>
        <translation>当前状态是“{old}”，不能改为“{new}”。</translation>
    </message>
    <message>
        <source>A VIN has 17 characters; “{vin}” has {count}.</source>
        <translation>VIN 应为 17 位，“{vin}”是 {count} 位。</translation>
    </message>
    <message>
        <source>A VIN has digits and letters, but never I, O or Q: “{vin}”.</source>
        <translation>VIN 只有数字和字母，不含 I、O、Q：“{vin}”。</translation>
    </message>
    <message>
        <source>No keychain of this system can be used. Unlock it and try again; or, where there is none, set SHOWROOM_KEYCHAIN=file and SHOWROOM_KEYCHAIN_PASSPHRASE to a long passphrase.</source>
        <translation>系统钥匙串无法使用。请解锁后再试；若系统没有钥匙串，请设置 SHOWROOM_KEYCHAIN=file，并把 SHOWROOM_KEYCHAIN_PASSPHRASE 设为一段长口令。</translation>
    </message>
    <message>
        <source>Set SHOWROOM_KEYCHAIN_PASSPHRASE to the passphrase of the keychain file.</source>
        <translation>请把 SHOWROOM_KEYCHAIN_PASSPHRASE 设为钥匙串文件的口令。</translation>
    </message>
    <message>
        <source>SHOWROOM_KEYCHAIN is {kind}; it can be: file, system.</source>
        <translation>SHOWROOM_KEYCHAIN 现为 {kind}，只能是 file 或 system。</translation>
    </message>
    <message>
        <source>In transit</source>
        <translation>在途</translation>
    </message>
    <message>
        <source>For sale</source>
        <translation>可售</translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation>已订</translation>
    </message>
    <message>
        <source>Sold</source>
        <translation>已售</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已交车</translation>
    </message>
    <message>
        <source>In transfer</source>
        <translation>调拨途中</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>已退回</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>已签</translation>
    </message>
    <message>
        <source>Amended</source>
        <translation>已变更</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Price approved</source>
        <translation>价格已批准</translation>
    </message>
    <message>
        <source>Approval lapsed</source>
        <translation>批准已失效</translation>
    </message>
    <message>
        <source>Car price</source>
        <translation>车款</translation>
    </message>
    <message>
        <source>In hand</source>
        <translation>在手</translation>
    </message>
    <message>
        <source>Pledged</source>
        <translation>质押</translation>
    </message>
    <message>
        <source>Redeemed</source>
        <translation>已赎回</translation>
    </message>
    <message>
        <source>Not here</source>
        <translation>未到</translation>
    </message>
    <message>
        <source>Waits for network</source>
        <translation>等待网络</translation>
    </message>
    <message>
        <source>Going up</source>
        <translation>上传中</translation>
    </message>
    <message>
        <source>A number was given out twice</source>
        <translation>同一号码用了两次</translation>
    </message>
    <message>
        <source>Papers with another day</source>
        <translation>单据日期与实际不符</translation>
    </message>
    <message>
        <source>You did this yourself: another manager decides.</source>
        <translation>这是您自己录入的，由另一位经理决定。</translation>
    </message>
    <message>
        <source>A manager decides this. You need not do anything.</source>
        <translation>由经理决定，您不需要做什么。</translation>
    </message>
    <message>
        <source>Entered by</source>
        <translation>录入人</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Money received</source>
        <translation>已收款</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>¥{amount} given back, not yet posted</source>
        <translation>已退 ¥{amount}，尚未入账</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>号码</translation>
    </message>
    <message>
        <source>Sent back</source>
        <translation>已退回</translation>
    </message>
    <message>
        <source>Cars</source>
        <translation>车辆</translation>
    </message>
    <message>
        <source>People</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Contracts</source>
        <translation>合同</translation>
    </message>
    <message>
        <source>{n} needs you</source>
        <translation>{n} 项待处理</translation>
    </message>
    <message>
        <source>{n} need you</source>
        <translation>{n} 项待处理</translation>
    </message>
    <message>
        <source>Offline · {n} waiting</source>
        <translation>离线 · {n} 项待传</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Syncing {done} / {of}</source>
        <translation>同步中 {done} / {of}</translation>
    </message>
    <message>
        <source>Synced · {time}</source>
        <translation>已同步 · {time}</translation>
    </message>
    <message>
        <source>Everything entered is safe at the centre</source>
        <translation>录入的内容都已安全存到中心</translation>
    </message>
    <message>
        <source>{n} picture or paper still goes up; leave this computer on until then</source>
        <translation>还有 {n} 个图片或文件在上传，请先不要关机</translation>
    </message>
    <message>
        <source>{n} pictures and papers still go up; leave this computer on until then</source>
        <translation>还有 {n} 个图片或文件在上传，请先不要关机</translation>
    </message>
    <message>
        <source>Act before you sign more</source>
        <translation>继续签约前，请先处理</translation>
    </message>
    <message>
        <source>Everything entered so far is saved on this terminal</source>
        <translation>已录入的内容都保存在本机</translation>
    </message>
    <message>
        <source>Online, and something needs you</source>
        <translation>已联网，有事项待您处理</translation>
    </message>
    <message>
        <source>All other work goes up as usual</source>
        <translation>其余业务照常上传</translation>
    </message>
    <message>
        <source>Offline. You can keep selling</source>
        <translation>离线，可以继续卖车</translation>
    </message>
    <message>
        <source>All work is on this terminal and goes up when the network is back</source>
        <translation>现有业务都在本机，联网后自动上传</translation>
    </message>
    <message>
        <source>Online. Sending your work</source>
        <translation>已联网，正在上传业务</translation>
    </message>
    <message>
        <source>You can go on working</source>
        <translation>您可以继续操作</translation>
    </message>
    <message>
        <source>Everything is safe at the centre</source>
        <translation>全部业务已到中心</translation>
    </message>
    <message>
        <source>Nothing waits on this terminal</source>
        <translation>本机没有待传业务</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>1月</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>2月</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>3月</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>4月</translation>
    </message>
    <message>
        <source>May</source>
        <translation>5月</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>6月</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>7月</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>8月</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>9月</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>10月</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>11月</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>12月</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>星期一</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>星期二</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>星期三</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>星期四</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>星期五</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>星期六</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>星期日</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>周一</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>周二</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>周三</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>周四</translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>周五</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>周六</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>周日</translation>
    </message>
    <message>
        <source>no. {n} of {all}</source>
        <translation>第 {n}/{all} 位</translation>
    </message>
    <message>
        <source>tomorrow {time}</source>
        <translation>明天 {time}</translation>
    </message>
    <message>
        <source>{n} KB</source>
        <translation>{n} KB</translation>
    </message>
    <message>
        <source>{n} MB</source>
        <translation>{n} MB</translation>
    </message>
    <message>
        <source>Sales consultant</source>
        <translation>销售顾问</translation>
    </message>
    <message>
        <source>Sales manager</source>
        <translation>销售经理</translation>
    </message>
    <message>
        <source>Stock keeper</source>
        <translation>库存管理员</translation>
    </message>
    <message>
        <source>Finance</source>
        <translation>财务</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{month}{day}日</translation>
    </message>
    <message>
        <source>{weekday} {day} {month} {year}</source>
        <translation>{year}年{month}{day}日 {weekday}</translation>
    </message>
    <message>
        <source>today {time}</source>
        <translation>今天 {time}</translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation>{span}前</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} 小时 {m} 分</translation>
    </message>
    <message>
        <source>{h} h</source>
        <translation>{h} 小时</translation>
    </message>
    <message>
        <source>Insurance</source>
        <translation>保险</translation>
    </message>
    <message>
        <source>Plates and registration</source>
        <translation>上牌</translation>
    </message>
    <message>
        <source>Vehicle price</source>
        <translation>车辆成交价</translation>
    </message>
    <message>
        <source>Purchase tax</source>
        <translation>购置税</translation>
    </message>
    <message>
        <source>On the road</source>
        <translation>落地价</translation>
    </message>
    <message>
        <source>Payable here</source>
        <translation>应付合计</translation>
    </message>
    <message>
        <source>limit {amount}</source>
        <translation>权限 {amount}</translation>
    </message>
    <message>
        <source>at the limit</source>
        <translation>已到上限</translation>
    </message>
    <message>
        <source>not on the contract yet: Ctrl+T</source>
        <translation>尚未列入合同：Ctrl+T</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>优惠</translation>
    </message>
    <message>
        <source>worth {amount}</source>
        <translation>价值 {amount}</translation>
    </message>
    <message>
        <source>Dealership</source>
        <translation>本店</translation>
    </message>
    <message>
        <source>Insurer</source>
        <translation>保险公司</translation>
    </message>
    <message>
        <source>Tax office</source>
        <translation>税务局</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必缴</translation>
    </message>
    <message>
        <source>Optional</source>
        <translation>自选</translation>
    </message>
    <message>
        <source>Refundable</source>
        <translation>可退</translation>
    </message>
    <message>
        <source>What a deal costs is for a manager or finance to see.</source>
        <translation>成本只有经理和财务可以查看。</translation>
    </message>
    <message>
        <source>Interest that we pay</source>
        <translation>本店贴息</translation>
    </message>
    <message>
        <source>collected for others</source>
        <translation>代收</translation>
    </message>
    <message>
        <source>Gift</source>
        <translation>赠送</translation>
    </message>
    <message>
        <source>WeChat</source>
        <translation>微信</translation>
    </message>
    <message>
        <source>Alipay</source>
        <translation>支付宝</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>银行卡</translation>
    </message>
    <message>
        <source>Bank transfer</source>
        <translation>银行转账</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>现金</translation>
    </message>
    <message>
        <source>ID card</source>
        <translation>身份证</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>护照</translation>
    </message>
    <message>
        <source>Residence permit</source>
        <translation>居住证</translation>
    </message>
    <message>
        <source>Business licence</source>
        <translation>营业执照</translation>
    </message>
    <message>
        <source>Prepayment</source>
        <translation>订金</translation>
    </message>
    <message>
        <source>{payee} (collected)</source>
        <translation>{payee}（代收）</translation>
    </message>
    <message>
        <source>{payee} (direct)</source>
        <translation>{payee}（自付）</translation>
    </message>
    <message>
        <source>{rate} % p.a. · level</source>
        <translation>年利率 {rate}% · 等额本息</translation>
    </message>
    <message>
        <source>Held here: can be signed offline while the lease lasts. Sync says until when.</source>
        <translation>本机持有租约，租约期内可离线签约，截止时间见“同步”页。</translation>
    </message>
    <message>
        <source>{name} has ordered this car and paid a prepayment: {no}, drawn at {desk}.</source>
        <translation>{name}已订这台车并付了订金：{no}，由{desk}开立。</translation>
    </message>
    <message>
        <source>{name} has ordered this car: {no}, drawn at {desk}.</source>
        <translation>{name}已订这台车：{no}，由{desk}开立。</translation>
    </message>
    <message>
        <source>10 % of the price without VAT</source>
        <translation>不含税价的 10%</translation>
    </message>
    <message>
        <source>paid at once</source>
        <translation>一次付清</translation>
    </message>
    <message>
        <source>with {colour}, {amount}</source>
        <translation>含{colour} {amount}</translation>
    </message>
    <message>
        <source>{year} model</source>
        <translation>{year} 款</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>在途</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>{n} day</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>{state}. It cannot be sold; choose another car.</source>
        <translation>{state}，不能出售。请换一台车。</translation>
    </message>
    <message>
        <source>Your sign-in has expired: only a provisional order is possible.</source>
        <translation>签约授权已过期，目前只能接暂定订单。</translation>
    </message>
    <message>
        <source>The car comes later: a manager allocates one of this model and colour. Nothing is held now.</source>
        <translation>之后由经理按此车型和颜色配车，目前不占用任何车辆。</translation>
    </message>
    <message>
        <source>Held here until it is returned: can be signed offline</source>
        <translation>本机持有租约，离线可签约，归还前有效</translation>
    </message>
    <message>
        <source>{terminal} holds it. Here you can quote it or take a provisional order.</source>
        <translation>租约在 {terminal}。本机可报价，或接暂定订单。</translation>
    </message>
    <message>
        <source>Free. F8 holds it for this desk when there is a network.</source>
        <translation>租约在中心。联网时按 F8 自动领到本机。</translation>
    </message>
    <message>
        <source>A deal with {name} for this car is set aside at this desk.</source>
        <translation>本台有一单搁置着：{name}也要这台车。</translation>
    </message>
    <message>
        <source>{name} has an unsigned draft for this car: {no}, drawn at {desk}.</source>
        <translation>{name}对这台车有未签的草稿：{no}，由{desk}拟定。</translation>
    </message>
    <message>
        <source>And {n} more.</source>
        <translation>另有 {n} 单。</translation>
    </message>
    <message>
        <source>{terminal}, {branch}, holds the car.</source>
        <translation>该车由{branch}的 {terminal} 占用。</translation>
    </message>
    <message>
        <source>to order</source>
        <translation>可订</translation>
    </message>
    <message>
        <source>held here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>free</source>
        <translation>可领取</translation>
    </message>
    <message>
        <source>Contract {no} of {buyer} was changed at two places.</source>
        <translation>{buyer} 的合同 {no} 在两处被修改。</translation>
    </message>
    <message>
        <source>{vin} was sold to {winner}. {loser}, order {no}, needs another car; the money is safe.</source>
        <translation>{vin} 已卖给 {winner}。{loser}（订单 {no}）需要换一台车；已收款项不受影响。</translation>
    </message>
    <message>
        <source>{what} was set aside: {why}</source>
        <translation>{what} 已搁置：{why}</translation>
    </message>
    <message>
        <source>{file} lacks the column {column}. The first line must name the columns: {needed}; there may also be {others}.</source>
        <translation>{file} 缺少列 {column}。第一行须写列名：{needed}；另可有 {others}。</translation>
    </message>
    <message>
        <source>The line has more cells than the first line. Is there a comma in a number?</source>
        <translation>这一行的列比首行多。数字里是否有逗号？</translation>
    </message>
    <message>
        <source>{file} has no rows below the names of the columns.</source>
        <translation>{file} 除列名外没有数据。</translation>
    </message>
    <message>
        <source>{file} is too large: at most {most} MB are read.</source>
        <translation>{file} 太大，最多读取 {most} MB。</translation>
    </message>
    <message>
        <source>{file} cannot be read.</source>
        <translation>无法读取 {file}。</translation>
    </message>
    <message>
        <source>{file} has the column {column} twice.</source>
        <translation>{file} 中 {column} 列重复。</translation>
    </message>
    <message>
        <source>Line {line} of {file} cannot be read. Is a quotation mark missing?</source>
        <translation>{file} 第 {line} 行无法读取。是否少了引号？</translation>
    </message>
    <message>
        <source>{file} is neither UTF-8 nor GB18030 text. Save it as CSV UTF-8 and try again.</source>
        <translation>{file} 不是 UTF-8 或 GB18030 文本。请另存为 CSV UTF-8 后再试。</translation>
    </message>
    <message>
        <source>{file} cannot be read. Save it anew as XLSX or CSV and try again.</source>
        <translation>无法读取 {file}。请另存为 XLSX 或 CSV 后再试。</translation>
    </message>
    <message>
        <source>{file} is not JSON.</source>
        <translation>{file} 不是 JSON 文件。</translation>
    </message>
    <message>
        <source>{file} must hold a list of objects with named fields.</source>
        <translation>{file} 应是带字段名的对象列表。</translation>
    </message>
    <message>
        <source>Line {line} of {file}: “{field}” must be a text or a number.</source>
        <translation>{file} 第 {line} 行：“{field}”应为文字或数字。</translation>
    </message>
    <message>
        <source>An earlier line of the file says something else of the energy “{energy}”.</source>
        <translation>文件中前面的一行对能源类型“{energy}”的说明与此不同。</translation>
    </message>
    <message>
        <source>A model needs a code.</source>
        <translation>车型须有代码。</translation>
    </message>
    <message>
        <source>A model needs a brand.</source>
        <translation>车型必须有品牌。</translation>
    </message>
    <message>
        <source>A model needs a series.</source>
        <translation>车型必须有车系。</translation>
    </message>
    <message>
        <source>“{given}” in the column {column} is not a number.</source>
        <translation>{column} 列的“{given}”不是数字。</translation>
    </message>
    <message>
        <source>The centre judges it again as it is, and says why if it still does not go.</source>
        <translation>中心原样重新判断；如果仍不能入账，会说明原因。</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>It counts as it was done, although a rule says no.</source>
        <translation>虽然不合规则，仍按录入的内容生效。</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>It counts with the values that you put right here.</source>
        <translation>按您在这里改正的内容生效。</translation>
    </message>
    <message>
        <source>Reverse</source>
        <translation>冲销</translation>
    </message>
    <message>
        <source>It is posted and taken back at once: contract cancelled, money given back with a receipt.</source>
        <translation>先入账再立即冲回：合同作废，款项退回并开收据。</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>不予入账</translation>
    </message>
    <message>
        <source>It never counts. Nothing is posted, no money and no car.</source>
        <translation>永不生效，款项和车辆都不入账。</translation>
    </message>
    <message>
        <source>I have looked at it</source>
        <translation>我已查看</translation>
    </message>
    <message>
        <source>Why the days differ is known; the papers stay as they are.</source>
        <translation>日期不同的原因已清楚，单据保持原样。</translation>
    </message>
    <message>
        <source>Buyer&apos;s name</source>
        <translation>买方姓名</translation>
    </message>
    <message>
        <source>Buyer&apos;s telephone</source>
        <translation>买方电话</translation>
    </message>
    <message>
        <source>Customer&apos;s name</source>
        <translation>客户姓名</translation>
    </message>
    <message>
        <source>Customer&apos;s telephone</source>
        <translation>客户电话</translation>
    </message>
    <message>
        <source>Somebody has decided this already.</source>
        <translation>这一项已有同事处理过了。</translation>
    </message>
    <message>
        <source>Choose what becomes of it</source>
        <translation>请选择如何处理</translation>
    </message>
    <message>
        <source>Say why: the reason stays with it</source>
        <translation>请说明原因，原因会一并留存</translation>
    </message>
    <message>
        <source>Put at least one value right</source>
        <translation>请至少改正一项</translation>
    </message>
    <message>
        <source>Choose: --take mine to let it count, --take theirs to leave things as they are.</source>
        <translation>请选择：--take mine 使其生效，--take theirs 保持现状。</translation>
    </message>
    <message>
        <source>The car went to another customer</source>
        <translation>该车已归另一位客户</translation>
    </message>
    <message>
        <source>The used car that was paid for has not been handed in. Hand it in first: then this counts by itself.</source>
        <translation>已付款的置换旧车尚未交来。请先办理收车，此项随后自动生效。</translation>
    </message>
    <message>
        <source>This money went back already. If it was really given out twice, ask the customer for it; leave this out, and the till&apos;s closing shows what is missing.</source>
        <translation>这笔钱已经退过了。如果确实付出了两次，请向客户追回；此笔不予入账，交班时会显示短款。</translation>
    </message>
    <message>
        <source>The deal has a loan application already. Withdraw that first, or leave this out.</source>
        <translation>该交易已有贷款申请。请先撤回该申请，或不采用此项。</translation>
    </message>
    <message>
        <source>The lender&apos;s money of this loan is in the books already. Leave this out; if more came, book it as a payment.</source>
        <translation>这笔贷款的放款已经入账。此笔不予入账；若另有款项到账，请按收款登记。</translation>
    </message>
    <message>
        <source>A receipt of this shift is missing. Decide about that one first: if it counts, this counts by itself; if not, leave this out and close the shift again.</source>
        <translation>该班次缺少一张收据。请先处理那张收据：收据生效后，本次交班自动生效；收据不生效，则不采纳本次交班，重新交班。</translation>
    </message>
    <message>
        <source>You sold this car: another manager says whether its deposit is kept. You can leave this out.</source>
        <translation>本单由您销售，是否不退定金由另一位销售经理决定。您可以选择“不予入账”。</translation>
    </message>
    <message>
        <source>You took this customer&apos;s money in yourself. Another manager gives it back, or cancel the order and let finance refund it.</source>
        <translation>这位客户的款是您自己经手收取的。请另一位经理退款，或取消订单后由财务退款。</translation>
    </message>
    <message>
        <source>{name} has decided this already.</source>
        <translation>{name}已经处理过这件事了。</translation>
    </message>
    <message>
        <source>{no} did not lose its car. Cancel it and refund it as usual.</source>
        <translation>{no} 并没有失去车辆，请照常作废并退款。</translation>
    </message>
    <message>
        <source>Name the other car, vehicle=VIN, or vehicle=wait, or vehicle=refund.</source>
        <translation>请写明另一台车 vehicle=VIN，或 vehicle=wait（等车），或 vehicle=refund（全额退款）。</translation>
    </message>
    <message>
        <source>Still to decide: {groups}.</source>
        <translation>还要决定：{groups}。</translation>
    </message>
    <message>
        <source>“{group}” is not in conflict.</source>
        <translation>“{group}”没有冲突。</translation>
    </message>
    <message>
        <source>{no} was signed meanwhile. Keep that, --take {side}, then write an amendment: contract amend</source>
        <translation>{no} 在此期间已签署。请保留签署内容（--take {side}），再写补充协议：contract amend</translation>
    </message>
    <message>
        <source>{no} is signed. Write an amendment instead.</source>
        <translation>合同 {no} 已签署，不能直接修改。请改用补充协议。</translation>
    </message>
    <message>
        <source>{no} is cancelled and cannot be changed.</source>
        <translation>合同 {no} 已取消，不能再修改。</translation>
    </message>
    <message>
        <source>“{name}” cannot be set. Known are: {known}.</source>
        <translation>不能设置“{name}”。可设置：{known}。</translation>
    </message>
    <message>
        <source>The contract says all this already. There is nothing to sign.</source>
        <translation>合同本来就是这样写的，没有需要签署的内容。</translation>
    </message>
    <message>
        <source>{no} is not signed. Change it with: contract edit</source>
        <translation>{no} 尚未签署，请用 contract edit 修改。</translation>
    </message>
    <message>
        <source>A cancellation needs a reason.</source>
        <translation>取消合同须写明原因。</translation>
    </message>
    <message>
        <source>There is no contract {no}.</source>
        <translation>没有合同 {no}。</translation>
    </message>
    <message>
        <source>The catalogue has no model “{model}”. Import it first.</source>
        <translation>车型目录里没有“{model}”。请先导入。</translation>
    </message>
    <message>
        <source>This car is {status}. Choose another car.</source>
        <translation>这台车{status}，请另选一台。</translation>
    </message>
    <message>
        <source>{vin} is not in stock.</source>
        <translation>{vin} 不在库存中。</translation>
    </message>
    <message>
        <source>A contract needs a customer and a car.</source>
        <translation>生成合同须有客户和车辆。</translation>
    </message>
    <message>
        <source>This customer is not on file here.</source>
        <translation>本机没有这位客户的档案。</translation>
    </message>
    <message>
        <source>{no} waits for an answer. Take it back first in the list of contracts, or: contract submit {no} --take-back</source>
        <translation>{no} 正在等待答复。请先在合同列表中撤回，或执行：contract submit {no} --take-back</translation>
    </message>
    <message>
        <source>The buyer&apos;s identity number is needed to sign. Enter it and try again.</source>
        <translation>签署需要买受人的证件号。请填写后再试。</translation>
    </message>
    <message>
        <source>{no} waits for a decision. Resolve it first, then sign.</source>
        <translation>合同 {no} 有待处理的冲突。请先处理，再签署。</translation>
    </message>
    <message>
        <source>Your limit is ¥{floor}. A lower price needs a manager&apos;s approval.</source>
        <translation>您的权限内最低车价为 ¥{floor}。更低的价格需要销售经理审批。</translation>
    </message>
    <message>
        <source>A car in stock is sold as it stands, and {vin} is not known to have “{option}”. Order the model without a car, or put what the workshop fits among the add-ons.</source>
        <translation>现车按现状出售，{vin} 未登记有“{option}”。请按车型下订单（暂不定车），或将本店加装的项目列为精品加装。</translation>
    </message>
    <message>
        <source>This car was sold to {name}. Choose another car.</source>
        <translation>这台车已卖给 {name}。请换一台车。</translation>
    </message>
    <message>
        <source>“{field}” must be a text.</source>
        <translation>“{field}”须为文字。</translation>
    </message>
    <message>
        <source>“{given}” cannot stand in {field}. Known are: {known}.</source>
        <translation>{field} 不能填“{given}”。可填：{known}。</translation>
    </message>
    <message>
        <source>A customer has no field “{field}”.</source>
        <translation>客户资料没有“{field}”这一项。</translation>
    </message>
    <message>
        <source>This program does not know the action {name}.</source>
        <translation>此版本程序不认识操作 {name}。</translation>
    </message>
    <message>
        <source>The role at sign-in does not allow {name}.</source>
        <translation>登录时的岗位没有 {name} 的权限。</translation>
    </message>
    <message>
        <source>The role was taken away before this arrived.</source>
        <translation>这项业务到达中心前，该岗位已被撤销。</translation>
    </message>
    <message>
        <source>This server does not know all columns of {table}.</source>
        <translation>中心服务器的版本较旧，不认识 {table} 的全部字段。</translation>
    </message>
    <message>
        <source>{action} may not write {table}.</source>
        <translation>操作 {action} 不能写入 {table}。</translation>
    </message>
    <message>
        <source>This terminal may not write there.</source>
        <translation>这台终端不能写入该范围的数据。</translation>
    </message>
    <message>
        <source>A row names another person than the one who signed.</source>
        <translation>记录上的经办人与签名的人不一致。</translation>
    </message>
    <message>
        <source>A full refund ends the order whose car was lost, and no other.</source>
        <translation>全额退款只能结束失去车辆的那张订单。</translation>
    </message>
    <message>
        <source>A full refund gives back all that was put down.</source>
        <translation>全额退款必须退回全部已付款项。</translation>
    </message>
    <message>
        <source>There is no such state.</source>
        <translation>没有这种状态。</translation>
    </message>
    <message>
        <source>It is {old} and cannot become {new}.</source>
        <translation>当前状态是“{old}”，不能改为“{new}”。</translation>
    </message>
    <message>
        <source>The number {no} is not from this terminal&apos;s series.</source>
        <translation>编号 {no} 不属于这台终端的号段。</translation>
    </message>
    <message>
        <source>Price and discount do not add up.</source>
        <translation>车价与优惠的合计不符。</translation>
    </message>
    <message>
        <source>The contract was signed before this change arrived.</source>
        <translation>这项修改到达中心前，合同已签署。</translation>
    </message>
    <message>
        <source>It was done after the sign-in had expired.</source>
        <translation>这项业务是在登录授权过期后办理的。</translation>
    </message>
    <message>
        <source>The contract waits for a merge and cannot be signed.</source>
        <translation>合同正等待合并，暂时不能签署。</translation>
    </message>
    <message>
        <source>The list price is not the one of this car.</source>
        <translation>厂商指导价与本车不符。</translation>
    </message>
    <message>
        <source>The discount is beyond the salesperson&apos;s limit and not approved.</source>
        <translation>优惠超出销售顾问的权限，且未经审批。</translation>
    </message>
    <message>
        <source>Money is never changed, only added.</source>
        <translation>款项只累计，不修改。</translation>
    </message>
    <message>
        <source>Money is given back by a refund only.</source>
        <translation>退钱只能走退款。</translation>
    </message>
    <message>
        <source>A payment&apos;s amount has the wrong sign.</source>
        <translation>款项金额的正负号不对。</translation>
    </message>
    <message>
        <source>Receipt and ledger differ.</source>
        <translation>收据与账目不一致。</translation>
    </message>
    <message>
        <source>Money binds once the customer has signed for a certain car. Until then it can be given back.</source>
        <translation>客户就确定的车辆签字之后，所付款项才有约束力；在此之前都可以退还。</translation>
    </message>
    <message>
        <source>A refund does not name the receipt that it gives back.</source>
        <translation>退款没有写明对应的收据。</translation>
    </message>
    <message>
        <source>More was given back than was taken.</source>
        <translation>退款金额超过了已收金额。</translation>
    </message>
    <message>
        <source>A ledger transaction does not balance.</source>
        <translation>一笔账目借贷不平。</translation>
    </message>
    <message>
        <source>A ledger transaction spans two branches.</source>
        <translation>一笔账目跨了两家门店。</translation>
    </message>
    <message>
        <source>A car&apos;s id does not belong to its VIN.</source>
        <translation>车辆的内部编号与 VIN 不符。</translation>
    </message>
    <message>
        <source>The approval is not signed by the manager it names.</source>
        <translation>审批不是由所写的销售经理本人签名。</translation>
    </message>
    <message>
        <source>A manager decides this, and not about their own.</source>
        <translation>须由销售经理决定，且不能决定自己的业务。</translation>
    </message>
    <message>
        <source>{no} has changed while it was on the screen, and nothing was signed. It is shown anew: read it again.</source>
        <translation>{no} 在屏幕上显示期间已被改动，尚未签署。现已重新显示，请再看一遍。</translation>
    </message>
    <message>
        <source>There is no code of ours in it. Type the code under the QR picture, and the number beside it.</source>
        <translation>里面没有本店的校验码。请手动输入二维码旁的编号和校验值。</translation>
    </message>
    <message>
        <source>The customer owes ¥{owed}. An amount above zero and up to that can be taken.</source>
        <translation>客户尚欠 ¥{owed}。收款金额须大于零，且不超过此数。</translation>
    </message>
    <message>
        <source>There is no receipt {no}.</source>
        <translation>没有收据 {no}。</translation>
    </message>
    <message>
        <source>{no} was given out at another terminal. Refund it there, or when the server can be reached.</source>
        <translation>{no} 由其他终端开出。请在该终端退款，或联网后再退。</translation>
    </message>
    <message>
        <source>Of this receipt ¥{left} can still be refunded.</source>
        <translation>这张收据还可退 ¥{left}。</translation>
    </message>
    <message>
        <source>A refund needs a reason.</source>
        <translation>退款须写明原因。</translation>
    </message>
    <message>
        <source>“{method}” is not a way to pay. Known are: {known}.</source>
        <translation>没有“{method}”这种付款方式。可用：{known}。</translation>
    </message>
    <message>
        <source>There is no deal {no}.</source>
        <translation>没有成交单 {no}。</translation>
    </message>
    <message>
        <source>The check digit of {vin} is wrong. Confirm to take the car in all the same.</source>
        <translation>{vin} 的校验位不符。核对实车无误后，可确认继续入库。</translation>
    </message>
    <message>
        <source>No car arrived on {date}. Compare the date with the papers, and this computer&apos;s clock.</source>
        <translation>车辆不可能在 {date} 到店。请核对单据上的日期和本机时钟。</translation>
    </message>
    <message>
        <source>“{model}” is the name of a model. Write its code: {codes}.</source>
        <translation>“{model}”是车型名称，请填写车型代码：{codes}。</translation>
    </message>
    <message>
        <source>There is no branch {branch}.</source>
        <translation>没有门店 {branch}。</translation>
    </message>
    <message>
        <source>{vin} must stand at this branch and go to another.</source>
        <translation>{vin} 须在本店，且调往其他门店。</translation>
    </message>
    <message>
        <source>{vin} is in stock already.</source>
        <translation>{vin} 已在库存中。</translation>
    </message>
    <message>
        <source>There is no {what} with the id {id}.</source>
        <translation>没有编号为 {id} 的 {what}。</translation>
    </message>
    <message>
        <source>This text is too long: it has {count} characters, and {most} fit.</source>
        <translation>文字过长：现有 {count} 个字符，最多 {most} 个。</translation>
    </message>
    <message>
        <source>This text holds characters that are none.</source>
        <translation>文字里有无法识别的字符。请重新输入。</translation>
    </message>
    <message>
        <source>The disk is full. Nothing was saved just now. Free some space, then try again.</source>
        <translation>磁盘已满，刚才的内容没有保存，之前的都还在。请腾出空间后再试。</translation>
    </message>
    <message>
        <source>The data folder cannot be written. Nothing was saved. Check the rights of the folder and whether the disk is read-only, then try again.</source>
        <translation>数据文件夹无法写入，刚才的内容没有保存。请检查文件夹权限、磁盘是否只读，然后再试。</translation>
    </message>
    <message>
        <source>The disk reported an error: {reason}. Check the disk and its cable, then run: showroom doctor</source>
        <translation>磁盘报告错误：{reason}。请检查磁盘和连接线，然后运行：showroom doctor</translation>
    </message>
    <message>
        <source>Another program holds {file} for too long. Close it, then try again.</source>
        <translation>另一个程序一直占用 {file}。请关闭它后再试。</translation>
    </message>
    <message>
        <source>Showroom is already open for this data folder. Switch to its window, or close it first.</source>
        <translation>展厅台已在使用此数据文件夹。请切换到已打开的窗口，或先将它关闭。</translation>
    </message>
    <message>
        <source>The server does not take the token that it gave just now. Is its clock right?</source>
        <translation>服务器没有认可它刚发的令牌，本机业务都已保存。请管理员检查服务器的时钟。</translation>
    </message>
    <message>
        <source>This file is damaged on this computer and cannot go up. Add it again from where it came.</source>
        <translation>这个文件在本机已损坏，无法上传。请从原来的地方重新添加。</translation>
    </message>
    <message>
        <source>An answer of the server did not arrive whole. It is fetched again next time.</source>
        <translation>中心的应答没有收全，本机数据不受影响。下次会自动重新获取。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid. Do not go on; ask the administrator.</source>
        <translation>服务器证书无效。请不要继续，并联系管理员。</translation>
    </message>
    <message>
        <source>“{url}” is not a server address. It looks like https://showroom.example.com.</source>
        <translation>“{url}”不是服务器地址。地址形如 https://showroom.example.com。</translation>
    </message>
    <message>
        <source>The address must begin with https://. Plain http is only for this computer.</source>
        <translation>地址须以 https:// 开头。http 只能用于本机。</translation>
    </message>
    <message>
        <source>What answered is not a Showroom server. Check the address, or sign in to the Wi-Fi first.</source>
        <translation>应答的不是展厅台服务器。请检查地址，或先登录 Wi-Fi。</translation>
    </message>
    <message>
        <source>The server has too much to do just now. You can go on; it is tried again later.</source>
        <translation>服务器现在很忙。您可以继续工作，稍后会自动重试。</translation>
    </message>
    <message>
        <source>The server has a fault of its own. You can go on; it is tried again later. If it lasts, tell the administrator.</source>
        <translation>服务器出现故障。您可以继续工作，稍后会自动重试。若持续如此，请告知管理员。</translation>
    </message>
    <message>
        <source>No answer from the server. You can go on; it is sent when the network is back.</source>
        <translation>服务器没有应答。您可以继续工作，网络恢复后自动上传。</translation>
    </message>
    <message>
        <source>This data folder is not a terminal yet. Make it one with: showroom enrol</source>
        <translation>此数据文件夹还没有注册为终端。请运行：showroom enrol</translation>
    </message>
    <message>
        <source>This data folder is a terminal already.</source>
        <translation>此数据文件夹已注册为终端。</translation>
    </message>
    <message>
        <source>The key file {file} was written by a newer Showroom. Install that version, then try again.</source>
        <translation>密钥文件 {file} 由更新版本的展厅台写入。请安装该版本后再试。</translation>
    </message>
    <message>
        <source>Too many wrong passwords. Try again after {until:%H:%M:%S}.</source>
        <translation>密码连续输错次数过多。请在 {until:%H:%M:%S} 之后再试。</translation>
    </message>
    <message>
        <source>{user} has not signed in here yet. Sign in once while online: showroom login</source>
        <translation>{user} 还没有在本机登录过。请先联网登录一次：showroom login</translation>
    </message>
    <message>
        <source>Register this terminal</source>
        <translation>注册本机</translation>
    </message>
    <message>
        <source>Server, code and an account</source>
        <translation>服务器、注册码、账号</translation>
    </message>
    <message>
        <source>First sync</source>
        <translation>首次同步</translation>
    </message>
    <message>
        <source>Cars, people, contracts</source>
        <translation>车辆、客户、合同</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Then you can sell</source>
        <translation>完成后即可卖车</translation>
    </message>
    <message>
        <source>Showroom</source>
        <translation>展厅台 Showroom</translation>
    </message>
    <message>
        <source>First run · about 10 minutes</source>
        <translation>第一次使用 · 约 10 分钟</translation>
    </message>
    <message>
        <source>You may switch off or lose the network: it goes on from where it stopped.</source>
        <translation>可以关机或断网：下次打开从断点继续。</translation>
    </message>
    <message>
        <source>Register and sync</source>
        <translation>注册并同步</translation>
    </message>
    <message>
        <source>This terminal</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Your administrator has its address</source>
        <translation>地址请问管理员</translation>
    </message>
    <message>
        <source>Enrolment code</source>
        <translation>注册码</translation>
    </message>
    <message>
        <source>Works once</source>
        <translation>只能用一次</translation>
    </message>
    <message>
        <source>Name of this terminal</source>
        <translation>本机名称</translation>
    </message>
    <message>
        <source>For example HZ-BJ-03</source>
        <translation>例如 HZ-BJ-03</translation>
    </message>
    <message>
        <source>Your account</source>
        <translation>您的账号</translation>
    </message>
    <message>
        <source>It also opens this terminal offline</source>
        <translation>离线登录本机也用它</translation>
    </message>
    <message>
        <source>Encrypted while it downloads</source>
        <translation>边下载边加密，磁盘上没有明文</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始使用</translation>
    </message>
    <message>
        <source>Ready to sell</source>
        <translation>可以卖车了</translation>
    </message>
    <message>
        <source>Set up this terminal</source>
        <translation>设置本机</translation>
    </message>
    <message>
        <source>A code from your administrator, and your account</source>
        <translation>需要管理员给的注册码和您的账号</translation>
    </message>
    <message>
        <source>The first sync is running</source>
        <translation>正在首次同步</translation>
    </message>
    <message>
        <source>New customer</source>
        <translation>新客户</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Mobile phone</source>
        <translation>手机</translation>
    </message>
    <message>
        <source>Identity number</source>
        <translation>身份证号</translation>
    </message>
    <message>
        <source>Needed to sign a contract</source>
        <translation>签署合同时必填</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>住址</translation>
    </message>
    <message>
        <source>Save customer</source>
        <translation>保存客户</translation>
    </message>
    <message>
        <source>This is needed</source>
        <translation>此项必填</translation>
    </message>
    <message>
        <source>Report {number}</source>
        <translation>报告 {number}</translation>
    </message>
    <message>
        <source>{n} item waits to go up</source>
        <translation>{n} 项业务等待上传</translation>
    </message>
    <message>
        <source>{n} items wait to go up</source>
        <translation>{n} 项业务等待上传</translation>
    </message>
    <message>
        <source>They are saved and encrypted on this terminal and are sent at the next sign-in with a network.</source>
        <translation>已加密保存在本机，下次联网登录时上传。</translation>
    </message>
    <message>
        <source>Until then the centre and other terminals do not see them.</source>
        <translation>在此之前，中心和其他终端看不到这些业务。</translation>
    </message>
    <message>
        <source>Keep it open</source>
        <translation>不退出</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>仍要退出</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>做了什么</translation>
    </message>
    <message>
        <source>What becomes of it</source>
        <translation>如何处理</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>以后再决定</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Decided. The centre carries it out with the next sync</source>
        <translation>已决定，下次同步时由中心执行</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>选填</translation>
    </message>
    <message>
        <source>Why it does not count yet</source>
        <translation>为什么还没有生效</translation>
    </message>
    <message>
        <source>New paper for the customer</source>
        <translation>需要给客户换新单据</translation>
    </message>
    <message>
        <source>What is to be looked at</source>
        <translation>需要查看的内容</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Money was received: reverse it instead, so that the books show it going back.</source>
        <translation>已经收了款：请改用冲销，让账上看得到款项退回。</translation>
    </message>
    <message>
        <source>The customer has the new paper</source>
        <translation>客户已拿到新单据</translation>
    </message>
    <message>
        <source>Contract and receipt were printed again, and the old ones taken back.</source>
        <translation>合同和收据已重新打印，旧的已收回。</translation>
    </message>
    <message>
        <source>Drives</source>
        <translation>试驾</translation>
    </message>
    <message>
        <source>Workshop</source>
        <translation>售后</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>同步</translation>
    </message>
    <message>
        <source>This screen stopped working</source>
        <translation>这个页面停止了工作</translation>
    </message>
    <message>
        <source>Nothing was lost: whatever was confirmed is saved on this terminal.</source>
        <translation>没有丢失内容：已确认的都保存在本机。</translation>
    </message>
    <message>
        <source>Report {number}. It holds no customer data.</source>
        <translation>报告 {number}，不含客户资料。</translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation>显示报告</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Nothing found for “{text}”</source>
        <translation>没有找到“{text}”</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Sync page</source>
        <translation>同步页</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Choose account</source>
        <translation>选账号</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>10 wrong tries in a row lock for 30 minutes, offline and after a restart too</source>
        <translation>连续输错 10 次锁定 30 分钟，离线、重启后同样生效</translation>
    </message>
    <message>
        <source>{n} entry waits here; it is sent at the next sign-in with a network.</source>
        <translation>本台还有 {n} 笔未上传，下次联网登录时自动上传。</translation>
    </message>
    <message>
        <source>{n} entries wait here; they are sent at the next sign-in with a network.</source>
        <translation>本台还有 {n} 笔未上传，下次联网登录时自动上传。</translation>
    </message>
    <message>
        <source>Forgotten? An administrator resets it once there is a network</source>
        <translation>忘记密码？联网后由管理员重置</translation>
    </message>
    <message>
        <source>Sign out, or someone else</source>
        <translation>退出或换人登录</translation>
    </message>
    <message>
        <source>Your last work is saved</source>
        <translation>您上次的工作已保存</translation>
    </message>
    <message>
        <source>Go on where you stopped; no customer is shown before that</source>
        <translation>登录后从中断处继续；解锁前不显示任何客户与单据</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Sign in at this terminal</source>
        <translation>登录本机</translation>
    </message>
    <message>
        <source>Give your password to go on where you were</source>
        <translation>输入密码，从中断处继续</translation>
    </message>
    <message>
        <source>Choose your account and give your password</source>
        <translation>选择您的账号，输入密码</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>已联网</translation>
    </message>
    <message>
        <source>A first sign-in needs the network</source>
        <translation>第一次登录需要联网</translation>
    </message>
    <message>
        <source>Colleagues who have signed in here before can go on without it.</source>
        <translation>在本机登录过的同事，没有网络也能继续。</translation>
    </message>
    <message>
        <source>When the authorisation has run out you can still sign in, quote and take provisional orders.</source>
        <translation>授权过期后仍可登录、报价、接暂定订单。</translation>
    </message>
    <message>
        <source>You may sign contracts offline until {when}.</source>
        <translation>离线签约授权到 {when}。</translation>
    </message>
    <message>
        <source>There is no network now; you can sign in offline</source>
        <translation>现在没有网络，可以离线登录</translation>
    </message>
    <message>
        <source>Other account</source>
        <translation>其他账号</translation>
    </message>
    <message>
        <source>Sign in online</source>
        <translation>联网登录</translation>
    </message>
    <message>
        <source>Give your password</source>
        <translation>请输入密码</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The whole sale, without a network</source>
        <translation>断网也能完成整单</translation>
    </message>
    <message>
        <source>Quote, contract, deposit and print happen here; they go up by themselves later.</source>
        <translation>报价、合同、收定金、打印都在本机完成；联网后自动上传。</translation>
    </message>
    <message>
        <source>This terminal may sell {n} car offline</source>
        <translation>本机持有 {n} 台车的销售租约</translation>
    </message>
    <message>
        <source>This terminal may sell {n} cars offline</source>
        <translation>本机持有 {n} 台车的销售租约</translation>
    </message>
    <message>
        <source>Others can be quoted or ordered provisionally</source>
        <translation>其余车辆可报价、接暂定订单</translation>
    </message>
    <message>
        <source>Encrypted on disk, safe from a power cut</source>
        <translation>已加密存盘，断电不丢</translation>
    </message>
    <message>
        <source>Last contact with the centre: {when}</source>
        <translation>最后一次联系中心：{when}</translation>
    </message>
    <message>
        <source>Prices and stock are as of then</source>
        <translation>价格与库存以此时间为准</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新单</translation>
    </message>
    <message>
        <source>Car / scan</source>
        <translation>找车/扫码</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Take the customer on file</source>
        <translation>选用已建档的客户</translation>
    </message>
    <message>
        <source>Give out a quote</source>
        <translation>出具报价单</translation>
    </message>
    <message>
        <source>Draft · kept at this desk only until it is drawn (F8)</source>
        <translation>草稿 · 生成合同（F8）前只存在本台</translation>
    </message>
    <message>
        <source>The handover date cannot be read. Enter it like {day}, or leave it empty.</source>
        <translation>无法识别交车日期。请按 {day} 的格式填写，或留空。</translation>
    </message>
    <message>
        <source>Take money</source>
        <translation>收款</translation>
    </message>
    <message>
        <source>Deal {no}</source>
        <translation>成交单 {no}</translation>
    </message>
    <message>
        <source>saved {time}</source>
        <translation>已自动保存 {time}</translation>
    </message>
    <message>
        <source>Terminal {name}</source>
        <translation>终端 {name}</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>data encrypted</source>
        <translation>本机数据已加密</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>Open {n}</source>
        <translation>进行中 {n}</translation>
    </message>
    <message>
        <source>Signed {n}</source>
        <translation>已签 {n}</translation>
    </message>
    <message>
        <source>Provisional {n}</source>
        <translation>暂定 {n}</translation>
    </message>
    <message>
        <source>Need you {n}</source>
        <translation>待处理 {n}</translation>
    </message>
    <message>
        <source>Cancelled {n}</source>
        <translation>已取消 {n}</translation>
    </message>
    <message>
        <source>Fill in now</source>
        <translation>现在填写</translation>
    </message>
    <message>
        <source>The buyer&apos;s address is not filled in</source>
        <translation>买受人住址未填写</translation>
    </message>
    <message>
        <source>No final print without it</source>
        <translation>缺少时不能打印正式合同</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Vehicle</source>
        <translation>车辆</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>付款方案</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>合同</translation>
    </message>
    <message>
        <source>The colour is not chosen</source>
        <translation>未选颜色</translation>
    </message>
    <message>
        <source>The sale is not stopped. Whoever ordered it gets another car, a place in line or their money.</source>
        <translation>不妨碍成交。下订的客户将改订别的车、排队等候或退款。</translation>
    </message>
    <message>
        <source>To be approved first by: {roles} ({what})</source>
        <translation>须先经{roles}审批（{what}）</translation>
    </message>
    <message>
        <source>{name} approved the contract as it is</source>
        <translation>{name} 已批准这份合同</translation>
    </message>
    <message>
        <source>{name} sent it back: {reason}</source>
        <translation>{name} 退回：{reason}</translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation>定金</translation>
    </message>
    <message>
        <source>{n} missing</source>
        <translation>缺 {n} 项</translation>
    </message>
    <message>
        <source>approval</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>Choose or enter the customer first (F4)</source>
        <translation>请先选择或录入客户（F4）</translation>
    </message>
    <message>
        <source>Choose a car first (F3)</source>
        <translation>请先选车（F3）</translation>
    </message>
    <message>
        <source>Choose the colour first (F3)</source>
        <translation>请先选颜色（F3）</translation>
    </message>
    <message>
        <source>It was put before somebody, who has to answer first</source>
        <translation>已提交审批，须先得到答复</translation>
    </message>
    <message>
        <source>It waits for a merge; decide that first</source>
        <translation>合同等待合并，请先处理</translation>
    </message>
    <message>
        <source>F10 waits for the contract (F8)</source>
        <translation>请先生成合同（F8），再按 F10</translation>
    </message>
    <message>
        <source>F10 waits: {what}</source>
        <translation>暂不能打印：{what}</translation>
    </message>
    <message>
        <source>Buyer</source>
        <translation>买受人</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>条款</translation>
    </message>
    <message>
        <source>Money taken</source>
        <translation>已收款</translation>
    </message>
    <message>
        <source>Handover place</source>
        <translation>交车地点</translation>
    </message>
    <message>
        <source>VIN</source>
        <translation>VIN</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已收</translation>
    </message>
    <message>
        <source>A salesperson or a manager of the branch decides this. You need not do anything.</source>
        <translation>由本店的销售顾问或销售经理决定，您无需处理。</translation>
    </message>
    <message>
        <source>{n} still to decide</source>
        <translation>还有 {n} 项待决定</translation>
    </message>
    <message>
        <source>Costs and margin · {no}</source>
        <translation>成本与毛利 · {no}</translation>
    </message>
    <message>
        <source>Price (¥)</source>
        <translation>车价 (¥)</translation>
    </message>
    <message>
        <source>Cost (¥)</source>
        <translation>成本 (¥)</translation>
    </message>
    <message>
        <source>Remains (¥)</source>
        <translation>毛利 (¥)</translation>
    </message>
    <message>
        <source>Charged (¥)</source>
        <translation>售价 (¥)</translation>
    </message>
    <message>
        <source>Lines whose cost is known</source>
        <translation>已知成本的项目合计</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Nobody has said what {n} line costs: the sums are without it.</source>
        <translation>有 {n} 个项目没有填写成本，合计不含该项目。</translation>
    </message>
    <message>
        <source>Nobody has said what {n} lines cost: the sums are without them.</source>
        <translation>有 {n} 个项目没有填写成本，合计不含这些项目。</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>交车</translation>
    </message>
    <message>
        <source>Provisional</source>
        <translation>暂定</translation>
    </message>
    <message>
        <source>Find a contract</source>
        <translation>查找合同</translation>
    </message>
    <message>
        <source>Number, buyer, VIN or model</source>
        <translation>合同号、买受人、VIN 或车型</translation>
    </message>
    <message>
        <source>Choose a contract to see it here</source>
        <translation>选择一份合同，在此查看</translation>
    </message>
    <message>
        <source>Print and sign</source>
        <translation>打印签署</translation>
    </message>
    <message>
        <source>Open the deal</source>
        <translation>打开成交单</translation>
    </message>
    <message>
        <source>The yes counts no more</source>
        <translation>审批已失效</translation>
    </message>
    <message>
        <source>New deal</source>
        <translation>新单</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>{n} contract</source>
        <translation>{n} 份合同</translation>
    </message>
    <message>
        <source>{n} contracts</source>
        <translation>{n} 份合同</translation>
    </message>
    <message>
        <source>Signing waits until someone has decided. Money and customer are safe.</source>
        <translation>处理之前暂不能签署。款项和客户资料都不受影响。</translation>
    </message>
    <message>
        <source>Waiting list: the order keeps its number and its money until a car comes</source>
        <translation>等车：订单保留编号和款项，直到有车</translation>
    </message>
    <message>
        <source>Full refund: the order is cancelled, all its money goes back</source>
        <translation>全额退款：订单作废，款项全部退回</translation>
    </message>
    <message>
        <source>without a car</source>
        <translation>不配车</translation>
    </message>
    <message>
        <source>final</source>
        <translation>不可恢复</translation>
    </message>
    <message>
        <source>a manager</source>
        <translation>由经理决定</translation>
    </message>
    <message>
        <source>This car was sold to {name}</source>
        <translation>这台车已卖给 {name}</translation>
    </message>
    <message>
        <source>Two desks changed this contract</source>
        <translation>两处柜台改了这份合同</translation>
    </message>
    <message>
        <source>Provisional order, {name}</source>
        <translation>暂定订单，{name}</translation>
    </message>
    <message>
        <source>Sold to {name}</source>
        <translation>已售给 {name}</translation>
    </message>
    <message>
        <source>It becomes firm when the centre confirms the car; the prepayment is refundable.</source>
        <translation>中心确认车辆后转为正式合同；订金可退。</translation>
    </message>
    <message>
        <source>Provisional order</source>
        <translation>暂定订单</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Number, buyer or car</source>
        <translation>合同号、买受人或车辆</translation>
    </message>
    <message>
        <source>Costs and margin</source>
        <translation>成本与毛利</translation>
    </message>
    <message>
        <source>It can be signed once the deal says the day, under “Handover”.</source>
        <translation>在订单的“交车”里填好日期后才能签字。</translation>
    </message>
    <message>
        <source>Nobody has said by when its car is promised</source>
        <translation>还没有填写承诺的交车日期</translation>
    </message>
    <message>
        <source>Its car went to somebody else. Once another one is found, the customer signs for it.</source>
        <translation>原车已归他人；找到另一台后由客户重新签字。</translation>
    </message>
    <message>
        <source>On the waiting list</source>
        <translation>等候配车</translation>
    </message>
    <message>
        <source>It becomes firm when its customer signs anew, with a sign-in that holds. Until then it is not in line for a car; the prepayment is refundable.</source>
        <translation>销售重新登录后，由客户重新签字，订单才生效；在此之前不参加排队配车，订金可退。</translation>
    </message>
    <message>
        <source>In line for a car</source>
        <translation>等车排位</translation>
    </message>
    <message>
        <source>Costs and margin are seen at a back-office terminal.</source>
        <translation>成本与毛利请在后台终端查看。</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Consultant</source>
        <translation>销售顾问</translation>
    </message>
    <message>
        <source>Something was changed since. Ask again if it still needs one.</source>
        <translation>之后有改动。如仍需审批，请重新申请。</translation>
    </message>
    <message>
        <source>{who} approved the price of {no}</source>
        <translation>{who} 已批准 {no} 的价格</translation>
    </message>
    <message>
        <source>The yes is to the contract as it stands: it counts until something is changed.</source>
        <translation>批准针对合同现在的内容：内容不变，批准就有效。</translation>
    </message>
    <message>
        <source>Take the request back</source>
        <translation>撤回申请</translation>
    </message>
    <message>
        <source>No contract fits</source>
        <translation>没有符合条件的合同</translation>
    </message>
    <message>
        <source>There are more without the filter.</source>
        <translation>清除筛选后还有更多内容。</translation>
    </message>
    <message>
        <source>Show all contracts</source>
        <translation>显示全部合同</translation>
    </message>
    <message>
        <source>No contracts yet</source>
        <translation>还没有合同</translation>
    </message>
    <message>
        <source>They are made at the deal desk, with or without a network.</source>
        <translation>在成交页生成合同，有没有网络都可以。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>车型配置</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Another car</source>
        <translation>换一台车</translation>
    </message>
    <message>
        <source>VIN, model, pinyin or initials</source>
        <translation>VIN 片段、车型、拼音或首字母</translation>
    </message>
    <message>
        <source>Colour of the order</source>
        <translation>所订颜色</translation>
    </message>
    <message>
        <source>Choose the colour</source>
        <translation>请选颜色</translation>
    </message>
    <message>
        <source>Order without a car</source>
        <translation>未配车订单</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>库龄</translation>
    </message>
    <message>
        <source>Here to {when}</source>
        <translation>本机至 {when}</translation>
    </message>
    <message>
        <source>Ordered: {who}</source>
        <translation>已有订单：{who}</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>合格证</translation>
    </message>
    <message>
        <source>Right to sell</source>
        <translation>销售租约</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>Not for sale</source>
        <translation>不出售</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>中心</translation>
    </message>
    <message>
        <source>Here · show</source>
        <translation>本机 · 展会</translation>
    </message>
    <message>
        <source>All {n}</source>
        <translation>全部 {n}</translation>
    </message>
    <message>
        <source>For sale {n}</source>
        <translation>可售 {n}</translation>
    </message>
    <message>
        <source>In transit {n}</source>
        <translation>在途 {n}</translation>
    </message>
    <message>
        <source>Reserved {n}</source>
        <translation>已订 {n}</translation>
    </message>
    <message>
        <source>Ageing {n}</source>
        <translation>库龄预警 {n}</translation>
    </message>
    <message>
        <source>Held here {n}</source>
        <translation>本机租约 {n}</translation>
    </message>
    <message>
        <source>{n} car handed back</source>
        <translation>{n} 台车的租约已归还</translation>
    </message>
    <message>
        <source>{n} cars handed back</source>
        <translation>{n} 台车的租约已归还</translation>
    </message>
    <message>
        <source>{n} car is on its way</source>
        <translation>{n} 台车已发出</translation>
    </message>
    <message>
        <source>{n} cars are on their way</source>
        <translation>{n} 台车已发出</translation>
    </message>
    <message>
        <source>Cars in stock</source>
        <translation>库存车辆</translation>
    </message>
    <message>
        <source>{n} is ≥ 90 days</source>
        <translation>{n} 台已满 90 天</translation>
    </message>
    <message>
        <source>{n} are ≥ 90 days</source>
        <translation>{n} 台已满 90 天</translation>
    </message>
    <message>
        <source>In stock</source>
        <translation>在库</translation>
    </message>
    <message>
        <source>Reserved, not delivered</source>
        <translation>已订未交</translation>
    </message>
    <message>
        <source>60 days and more</source>
        <translation>库龄 ≥ 60 天</translation>
    </message>
    <message>
        <source>Held by this terminal</source>
        <translation>本机租约</translation>
    </message>
    <message>
        <source>Find a car</source>
        <translation>找车</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Receive</source>
        <translation>入库</translation>
    </message>
    <message>
        <source>Find car / scan VIN</source>
        <translation>找车 / 扫 VIN</translation>
    </message>
    <message>
        <source>Send to branch</source>
        <translation>调拨</translation>
    </message>
    <message>
        <source>Tick</source>
        <translation>勾选</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>{n} car</source>
        <translation>{n} 台</translation>
    </message>
    <message>
        <source>{n} cars</source>
        <translation>{n} 台</translation>
    </message>
    <message>
        <source>{n} ticked</source>
        <translation>已选 {n} 台</translation>
    </message>
    <message>
        <source>The list cannot be read</source>
        <translation>列表读取不了</translation>
    </message>
    <message>
        <source>Your work is safe. Try again.</source>
        <translation>您的业务都已保存。请再试一次。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>No car fits</source>
        <translation>没有符合条件的车</translation>
    </message>
    <message>
        <source>There are more cars without the filter.</source>
        <translation>清除筛选后还有其他车辆。</translation>
    </message>
    <message>
        <source>Show all cars</source>
        <translation>显示全部车辆</translation>
    </message>
    <message>
        <source>No cars yet</source>
        <translation>还没有车辆</translation>
    </message>
    <message>
        <source>Take a file of arrivals in, or sync with the centre.</source>
        <translation>导入到车表格，或与中心同步。</translation>
    </message>
    <message>
        <source>{n} car is held here now</source>
        <translation>{n} 台车的销售租约已到本机</translation>
    </message>
    <message>
        <source>{n} cars are held here now</source>
        <translation>{n} 台车的销售租约已到本机</translation>
    </message>
    <message>
        <source>Hold here</source>
        <translation>领租约</translation>
    </message>
    <message>
        <source>Receive a file</source>
        <translation>导入表格</translation>
    </message>
    <message>
        <source>{n} for sale · {d} for test drives</source>
        <translation>可售 {n} · 试驾 {d}</translation>
    </message>
    <message>
        <source>next on {day}</source>
        <translation>最近 {day}到</translation>
    </message>
    <message>
        <source>{n} with pledged certificate</source>
        <translation>{n} 台合格证质押中</translation>
    </message>
    <message>
        <source>may be sold offline</source>
        <translation>可离线签约</translation>
    </message>
    <message>
        <source>{n} was not free</source>
        <translation>另有 {n} 台未能领取</translation>
    </message>
    <message>
        <source>{n} were not free</source>
        <translation>另有 {n} 台未能领取</translation>
    </message>
    <message>
        <source>{done}; {left}.</source>
        <translation>{done}；{left}。</translation>
    </message>
    <message>
        <source>Only the first {n} of {all} cars are ticked: more cannot be ticked at once.</source>
        <translation>共 {all} 台，只勾选了前 {n} 台：一次不能勾选更多。</translation>
    </message>
    <message>
        <source>File of arrivals</source>
        <translation>到车表格</translation>
    </message>
    <message>
        <source>below 30 d</source>
        <translation>&lt; 30 天</translation>
    </message>
    <message>
        <source>Car</source>
        <translation>车辆</translation>
    </message>
    <message>
        <source>Hand it back</source>
        <translation>归还租约</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>提交调拨</translation>
    </message>
    <message>
        <source>Walk-in</source>
        <translation>到店</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Web</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Auto show</source>
        <translation>车展</translation>
    </message>
    <message>
        <source>Referral</source>
        <translation>转介绍</translation>
    </message>
    <message>
        <source>Returning</source>
        <translation>老客户</translation>
    </message>
    <message>
        <source>H: buys within 7 days</source>
        <translation>H：7 天内购车</translation>
    </message>
    <message>
        <source>A: within 15 days</source>
        <translation>A：15 天内</translation>
    </message>
    <message>
        <source>B: within 30 days</source>
        <translation>B：30 天内</translation>
    </message>
    <message>
        <source>C: later</source>
        <translation>C：更晚</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>打电话</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>发消息</translation>
    </message>
    <message>
        <source>Invite to the showroom</source>
        <translation>邀约到店</translation>
    </message>
    <message>
        <source>Send a quote</source>
        <translation>发送报价</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>到店</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>已联系上</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>未接通</translation>
    </message>
    <message>
        <source>Note how content they are: one to five points.</source>
        <translation>请填写满意度：一至五分。</translation>
    </message>
    <message>
        <source>Nobody who was not reached gives points.</source>
        <translation>未接通时不填满意度。</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>战败</translation>
    </message>
    <message>
        <source>Taken up again</source>
        <translation>重新跟进</translation>
    </message>
    <message>
        <source>Price too high</source>
        <translation>价格太高</translation>
    </message>
    <message>
        <source>Bought elsewhere</source>
        <translation>在别处购买</translation>
    </message>
    <message>
        <source>Postponed the purchase</source>
        <translation>推迟购车</translation>
    </message>
    <message>
        <source>No contact after 3 tries</source>
        <translation>3 次联系不上</translation>
    </message>
    <message>
        <source>Loan not granted</source>
        <translation>贷款未获批</translation>
    </message>
    <message>
        <source>No suitable car</source>
        <translation>没有合适的车</translation>
    </message>
    <message>
        <source>This day is over. Choose today or a later one.</source>
        <translation>这一天已经过去，请选择今天或以后的日期。</translation>
    </message>
    <message>
        <source>Say why it was lost: choose a reason.</source>
        <translation>请选择战败原因。</translation>
    </message>
    <message>
        <source>Say in a few words what decided it.</source>
        <translation>请用几句话说明决定因素。</translation>
    </message>
    <message>
        <source>Only a lead that is lost has a reason for it.</source>
        <translation>只有战败的线索才有战败原因。</translation>
    </message>
    <message>
        <source>Only a manager gives a lead to somebody else. You may take one that nobody has.</source>
        <translation>只有销售经理可以把线索分给别人；无人跟进的线索您可以认领。</translation>
    </message>
    <message>
        <source>This lead is somebody else&apos;s. They mark it as lost, or a manager does.</source>
        <translation>这条线索由别人跟进，须由本人或销售经理标记为战败。</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>证件</translation>
    </message>
    <message>
        <source>Deals</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Perhaps the same as {name}</source>
        <translation>可能与 {name} 是同一位客户</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Name, pinyin, initials or number</source>
        <translation>姓名、拼音、首字母或号码</translation>
    </message>
    <message>
        <source>Find a customer</source>
        <translation>查找客户</translation>
    </message>
    <message>
        <source>Numbers are shown in part; a reveal is audited</source>
        <translation>号码只显示一部分；查看完整号码会记入审计</translation>
    </message>
    <message>
        <source>Start a deal</source>
        <translation>开新单</translation>
    </message>
    <message>
        <source>Find customer</source>
        <translation>查找客户</translation>
    </message>
    <message>
        <source>Compare the files</source>
        <translation>对比档案</translation>
    </message>
    <message>
        <source>{n} customer</source>
        <translation>{n} 位客户</translation>
    </message>
    <message>
        <source>{n} customers</source>
        <translation>{n} 位客户</translation>
    </message>
    <message>
        <source>{name} is on file</source>
        <translation>{name} 已建档</translation>
    </message>
    <message>
        <source>Is not</source>
        <translation>不是同一位客户</translation>
    </message>
    <message>
        <source>Choose a customer to see them here</source>
        <translation>选择一位客户，在此查看</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>个人</translation>
    </message>
    <message>
        <source>Nobody fits “{text}”</source>
        <translation>没有符合“{text}”的客户</translation>
    </message>
    <message>
        <source>No customers yet</source>
        <translation>还没有客户</translation>
    </message>
    <message>
        <source>They come with a sync, or you enter one.</source>
        <translation>同步后会出现，也可以直接录入。</translation>
    </message>
    <message>
        <source>Choose a car to see it here</source>
        <translation>选择一台车，在此查看</translation>
    </message>
    <message>
        <source>Send to another branch</source>
        <translation>申请调拨</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Stock no.</source>
        <translation>库存号</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>入库</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>厂商指导价</translation>
    </message>
    <message>
        <source>Until the business day ends.</source>
        <translation>今日打烊前有效。</translation>
    </message>
    <message>
        <source>Until it is handed back.</source>
        <translation>归还前一直有效。</translation>
    </message>
    <message>
        <source>Hold it here</source>
        <translation>领取租约</translation>
    </message>
    <message>
        <source>Ordered by</source>
        <translation>订车客户</translation>
    </message>
    <message>
        <source>It stands at {branch}</source>
        <translation>车在{branch}</translation>
    </message>
    <message>
        <source>Have it sent to your branch first, then sell it.</source>
        <translation>请先调拨到本店再销售。</translation>
    </message>
    <message>
        <source>Until {when}.</source>
        <translation>有效至 {when}。</translation>
    </message>
    <message>
        <source>This terminal may sell it offline</source>
        <translation>本机持有租约，离线可签约</translation>
    </message>
    <message>
        <source>{terminal} holds this car</source>
        <translation>租约在 {terminal}</translation>
    </message>
    <message>
        <source>Here you can quote it or take a provisional order.</source>
        <translation>本机可报价，或接暂定订单。</translation>
    </message>
    <message>
        <source>With a network F8 takes it by itself. Take it now to sell it without one.</source>
        <translation>联网时按 F8 会自动领取。若要离线卖这台车，请现在领取。</translation>
    </message>
    <message>
        <source>Free at the centre</source>
        <translation>租约在中心，可领取</translation>
    </message>
    <message>
        <source>Order drawn at</source>
        <translation>订单开立于</translation>
    </message>
    <message>
        <source>Cars received</source>
        <translation>车辆入库</translation>
    </message>
    <message>
        <source>{n} car was taken into stock</source>
        <translation>{n} 台车已入库</translation>
    </message>
    <message>
        <source>{n} cars were taken into stock</source>
        <translation>{n} 台车已入库</translation>
    </message>
    <message>
        <source>{n} line is left over, see below.</source>
        <translation>还有 {n} 行未入库，见下表。</translation>
    </message>
    <message>
        <source>{n} lines are left over, see below.</source>
        <translation>还有 {n} 行未入库，见下表。</translation>
    </message>
    <message>
        <source>Every line of the file landed.</source>
        <translation>表格各行都已入库。</translation>
    </message>
    <message>
        <source>Not read: {columns}. What is read: {known}.</source>
        <translation>未读取的列：{columns}。可读取的列：{known}。</translation>
    </message>
    <message>
        <source>Take {n} doubtful line in</source>
        <translation>存疑的 {n} 行也入库</translation>
    </message>
    <message>
        <source>Take {n} doubtful lines in</source>
        <translation>存疑的 {n} 行也入库</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Not settled</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>To come</source>
        <translation>待到店</translation>
    </message>
    <message>
        <source>The car is here</source>
        <translation>车辆已到店</translation>
    </message>
    <message>
        <source>The car is ready</source>
        <translation>车辆已完工</translation>
    </message>
    <message>
        <source>Noted that nobody came</source>
        <translation>已记为未到店</translation>
    </message>
    <message>
        <source>The visit is cancelled</source>
        <translation>预约已取消</translation>
    </message>
    <message>
        <source>Booked by</source>
        <translation>预约人</translation>
    </message>
    <message>
        <source>Visits to the workshop</source>
        <translation>进店记录</translation>
    </message>
    <message>
        <source>Find a visit</source>
        <translation>查找进店</translation>
    </message>
    <message>
        <source>Name, telephone, car or VIN</source>
        <translation>姓名、电话、车型或 VIN</translation>
    </message>
    <message>
        <source>The workshop&apos;s till is its own: here money is only noted</source>
        <translation>售后收款不在本系统入账，这里只作记录</translation>
    </message>
    <message>
        <source>{n} visit</source>
        <translation>{n} 次进店</translation>
    </message>
    <message>
        <source>{n} visits</source>
        <translation>{n} 次进店</translation>
    </message>
    <message>
        <source>{n} not settled</source>
        <translation>{n} 次待确认</translation>
    </message>
    <message>
        <source>{n} customer to call after the sale</source>
        <translation>{n} 位客户待回访</translation>
    </message>
    <message>
        <source>{n} customers to call after the sale</source>
        <translation>{n} 位客户待回访</translation>
    </message>
    <message>
        <source>No visit fits</source>
        <translation>没有符合的进店</translation>
    </message>
    <message>
        <source>There may be others without the filter.</source>
        <translation>去掉筛选可能还有。</translation>
    </message>
    <message>
        <source>Show today&apos;s visits</source>
        <translation>显示今天</translation>
    </message>
    <message>
        <source>No visits today</source>
        <translation>今天没有进店</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>未入库</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>{n} of {most} points</source>
        <translation>{n} 分（满分 {most}）</translation>
    </message>
    <message>
        <source>How content they are</source>
        <translation>满意度</translation>
    </message>
    <message>
        <source>Log the call</source>
        <translation>记录回访</translation>
    </message>
    <message>
        <source>The call is logged</source>
        <translation>回访已记录</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Lines left over</source>
        <translation>未入库的行</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add-on</source>
        <translation>加装</translation>
    </message>
    <message>
        <source>For others</source>
        <translation>代收</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What</source>
        <translation>业务</translation>
    </message>
    <message>
        <source>Warranty</source>
        <translation>延保</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Often sold</source>
        <translation>常卖</translation>
    </message>
    <message>
        <source>We collect the purchase tax</source>
        <translation>本店代收购置税</translation>
    </message>
    <message>
        <source>Options of the model</source>
        <translation>该车型的选装</translation>
    </message>
    <message>
        <source>In this deal</source>
        <translation>本单已有</translation>
    </message>
    <message>
        <source>{options}: no longer in the catalogue at this price. It stays unless you change the options.</source>
        <translation>{options}：目录中已没有或已调价；不改选装就保持原样。</translation>
    </message>
    <message>
        <source>What we pass on (¥)</source>
        <translation>代付金额（¥）</translation>
    </message>
    <message>
        <source>Take out {what}</source>
        <translation>移除 {what}</translation>
    </message>
    <message>
        <source>Amount (¥)</source>
        <translation>金额 (¥)</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Payee</source>
        <translation>收款方</translation>
    </message>
    <message>
        <source>Nature</source>
        <translation>性质</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Waiting to go up</source>
        <translation>等待上传</translation>
    </message>
    <message>
        <source>Decide the first</source>
        <translation>处理第一项</translation>
    </message>
    <message>
        <source>Copy to a stick</source>
        <translation>导出到 U 盘</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>in the order in which it happened; nothing counts twice</source>
        <translation>按业务顺序上传，重复上传只记一次</translation>
    </message>
    <message>
        <source>You are asked again before the program closes; everything here is saved and encrypted.</source>
        <translation>退出程序前会再次提示未上传的业务；数据已加密保存在本机。</translation>
    </message>
    <message>
        <source>Last contact {time}</source>
        <translation>最后联系 {time}</translation>
    </message>
    <message>
        <source>Everything entered here is at the centre.</source>
        <translation>本机录入的业务都已到中心。</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>没有待传业务</translation>
    </message>
    <message>
        <source>{when} ({ago})</source>
        <translation>{when}（{ago}）</translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation>最后联系</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Next try</source>
        <translation>下次自动尝试</translation>
    </message>
    <message>
        <source>in {span}</source>
        <translation>{span}后</translation>
    </message>
    <message>
        <source>fine · safe from a power cut</source>
        <translation>正常 · 断电不丢</translation>
    </message>
    <message>
        <source>Saving here</source>
        <translation>本机存盘</translation>
    </message>
    <message>
        <source>Clock is off by</source>
        <translation>时钟偏差</translation>
    </message>
    <message>
        <source>May sign offline</source>
        <translation>离线签约授权</translation>
    </message>
    <message>
        <source>until {when}</source>
        <translation>至 {when}</translation>
    </message>
    <message>
        <source>sold without a network</source>
        <translation>租约内可离线成交</translation>
    </message>
    <message>
        <source>Day leases end with the business day</source>
        <translation>打烊后归还；展会租约到归还为止</translation>
    </message>
    <message>
        <source>See {n} more</source>
        <translation>查看其余 {n} 台</translation>
    </message>
    <message>
        <source>None held. With a network F8 takes the right to sell by itself.</source>
        <translation>目前没有占用车辆。联网时按 F8 会自动取得售车权。</translation>
    </message>
    <message>
        <source>until handed back</source>
        <translation>到归还为止</translation>
    </message>
    <message>
        <source>Signed · {buyer}</source>
        <translation>已签 · {buyer}</translation>
    </message>
    <message>
        <source>Can be signed</source>
        <translation>可签约</translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation>还有 {span}</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>需要您处理</translation>
    </message>
    <message>
        <source>all other work goes up meanwhile</source>
        <translation>不影响其他业务上传</translation>
    </message>
    <message>
        <source>Pictures and papers</source>
        <translation>图片与文件</translation>
    </message>
    <message>
        <source>behind everything else; they hold nothing up</source>
        <translation>排在所有业务之后，不耽误任何事</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>还有 {n} 项</translation>
    </message>
    <message>
        <source>Not fetched</source>
        <translation>未取到</translation>
    </message>
    <message>
        <source>Waits to go up</source>
        <translation>等待上传</translation>
    </message>
    <message>
        <source>Fetching pictures, {n} %</source>
        <translation>正在取图片，{n} %</translation>
    </message>
    <message>
        <source>Going up, {n} %</source>
        <translation>正在上传，{n} %</translation>
    </message>
    <message>
        <source>Going up: {file}, {n} %</source>
        <translation>正在上传：{file}，{n} %</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>What each side entered stays in the audit trail.</source>
        <translation>双方录入的内容都保留在审计记录中。</translation>
    </message>
    <message>
        <source>move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>next conflict</source>
        <translation>下一处冲突</translation>
    </message>
    <message>
        <source>Park for later</source>
        <translation>稍后处理</translation>
    </message>
    <message>
        <source>Save merged contract</source>
        <translation>保存合并后的合同</translation>
    </message>
    <message>
        <source>Decided. The other side hears of it with the next sync</source>
        <translation>已决定，下次同步后对方可见</translation>
    </message>
    <message>
        <source>All is decided</source>
        <translation>已全部决定</translation>
    </message>
    <message>
        <source>Merge contract {no}</source>
        <translation>合并合同 {no}</translation>
    </message>
    <message>
        <source>{n} without conflict</source>
        <translation>{n} 项无冲突</translation>
    </message>
    <message>
        <source>You are asked again</source>
        <translation>需要您重新决定</translation>
    </message>
    <message>
        <source>Somebody changed the contract meanwhile, or decided otherwise. Both sides stand here anew.</source>
        <translation>期间有人改动了合同，或做出了不同的决定。双方的内容已重新列出。</translation>
    </message>
    <message>
        <source>Synced · 11:46</source>
        <translation>已同步 · 11:46</translation>
    </message>
    <message>
        <source>Everything is confirmed by the centre. Green only when nothing waits.</source>
        <translation>全部业务已被中心确认。只有待传为 0 才显示绿色。</translation>
    </message>
    <message>
        <source>Syncing 3 / 7</source>
        <translation>同步中 3 / 7</translation>
    </message>
    <message>
        <source>Going up now; you can go on working.</source>
        <translation>正在上传，可继续操作。</translation>
    </message>
    <message>
        <source>Offline · 7 waiting</source>
        <translation>离线 · 7 项待传</translation>
    </message>
    <message>
        <source>No network, work as usual. The number has not gone up yet.</source>
        <translation>没有网络，业务照常。数字是还没上传的件数。</translation>
    </message>
    <message>
        <source>2 need you</source>
        <translation>2 项待处理</translation>
    </message>
    <message>
        <source>A clash or something sent back needs your decision; the rest goes up.</source>
        <translation>有冲突或被退回，需要您做决定；其余照常上传。</translation>
    </message>
    <message>
        <source>Signing ends in 2 h</source>
        <translation>签约授权 2 小时后到期</translation>
    </message>
    <message>
        <source>Signing will soon stop: authorisation runs out, disk is full, or 24 hours without contact.</source>
        <translation>即将影响签约：授权快到期、磁盘已满、24 小时未联系。</translation>
    </message>
    <message>
        <source>Which one wins</source>
        <translation>同时出现时的优先顺序</translation>
    </message>
    <message>
        <source>opens this page any time</source>
        <translation>随时打开本页</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Notices, {n} new</source>
        <translation>通知，{n} 条新</translation>
    </message>
    <message>
        <source>{name}, {role}: menu</source>
        <translation>{name}，{role}：菜单</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Search everywhere</source>
        <translation>全局搜索</translation>
    </message>
    <message>
        <source>Cars, people, contracts, receipts</source>
        <translation>车辆、客户、合同、收据</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>User menu</source>
        <translation>用户菜单</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Touch mode</source>
        <translation>触摸模式</translation>
    </message>
    <message>
        <source>The network of both desks: switched at Counter 1</source>
        <translation>两个工位的网络：在 1 号柜台开关</translation>
    </message>
    <message>
        <source>Pull the network out</source>
        <translation>拔掉网络</translation>
    </message>
    <message>
        <source>Plug the network in</source>
        <translation>接上网络</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>显示密码</translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation>隐藏密码</translation>
    </message>
    <message>
        <source>{name} (optional)</source>
        <translation>{name}（选填）</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>读取中…</translation>
    </message>
    <message>
        <source>The 9th character does not match the others. Scan again, or check it.</source>
        <translation>第 9 位与其他各位不符。请重新扫码，或核对第 9 位。</translation>
    </message>
    <message>
        <source>This terminal belongs to another branch now. Sign in again while online.</source>
        <translation>此终端现已划归其他门店。请联网重新登录。</translation>
    </message>
    <message>
        <source>This enrolment code is wrong, used up or expired. Ask the administrator for a new one.</source>
        <translation>注册码不对、已用过或已过期。请向管理员要一个新的。</translation>
    </message>
    <message>
        <source>The server does not know this terminal.</source>
        <translation>服务器不认识这台终端。</translation>
    </message>
    <message>
        <source>This terminal was revoked. Ask the administrator.</source>
        <translation>这台终端已被停用。请联系管理员。</translation>
    </message>
    <message>
        <source>Too many wrong passwords. Try again in half an hour.</source>
        <translation>密码连续输错次数过多。请半小时后再试。</translation>
    </message>
    <message>
        <source>A ticket is not revoked here: work that was signed under it may still come.</source>
        <translation>登录票据不能在此作废：用它签名的业务可能尚未上传。</translation>
    </message>
    <message>
        <source>The token is another terminal&apos;s.</source>
        <translation>该令牌属于另一台终端。</translation>
    </message>
    <message>
        <source>You have no role at this branch. Ask the administrator.</source>
        <translation>您在这家门店没有岗位。请联系管理员。</translation>
    </message>
    <message>
        <source>A back-office terminal is closed to sales and stock users.</source>
        <translation>后台终端不对销售和库存人员开放。</translation>
    </message>
    <message>
        <source>A password has at least 8 characters.</source>
        <translation>密码至少 8 个字符。</translation>
    </message>
    <message>
        <source>This server was set up before.</source>
        <translation>这台服务器已经初始化过。</translation>
    </message>
    <message>
        <source>A branch code has at most 12 letters and digits.</source>
        <translation>门店代码最多 12 位，只能是字母和数字。</translation>
    </message>
    <message>
        <source>There is a branch {branch} already.</source>
        <translation>已有门店 {branch}。</translation>
    </message>
    <message>
        <source>{n} leads are {name}&apos;s now</source>
        <translation>{n} 条线索已转给 {name}</translation>
    </message>
    <message>
        <source>Say what happens next, and on which day.</source>
        <translation>请说明下一步做什么、在哪一天。</translation>
    </message>
    <message>
        <source>“{given}” is not a date. Write it as 2026-03-14, or 2026-03-14 10:00.</source>
        <translation>“{given}”不是日期。请写成 2026-03-14 或 2026-03-14 10:00。</translation>
    </message>
    <message>
        <source>There is no user {name}.</source>
        <translation>没有用户 {name}。</translation>
    </message>
    <message>
        <source>There is no such lead here.</source>
        <translation>这里没有这条线索。</translation>
    </message>
    <message>
        <source>A user name has letters, digits and . _ - @ + only, at most 60.</source>
        <translation>用户名最多 60 位，只能有字母、数字和 . _ - @ +。</translation>
    </message>
    <message>
        <source>There is a user {name} already.</source>
        <translation>已有用户 {name}。</translation>
    </message>
    <message>
        <source>There is no API key with the id {id}.</source>
        <translation>没有编号为 {id} 的 API 密钥。</translation>
    </message>
    <message>
        <source>A row that it changes is not here.</source>
        <translation>要修改的记录不在中心。</translation>
    </message>
    <message>
        <source>A new row has an id that is already there.</source>
        <translation>新记录的编号已被占用。</translation>
    </message>
    <message>
        <source>The row was moved to another branch.</source>
        <translation>这条记录已转到另一家门店。</translation>
    </message>
    <message>
        <source>Rows of {table} are never changed.</source>
        <translation>{table} 的记录只增不改。</translation>
    </message>
    <message>
        <source>Somebody else changed its state first.</source>
        <translation>别人先改了它的状态。</translation>
    </message>
    <message>
        <source>{message}. Try {program} --help.</source>
        <translation>{message}。用法请看 {program} --help。</translation>
    </message>
    <message>
        <source>There is no server in {folder} yet. Run init.</source>
        <translation>{folder} 里还没有服务器。请运行 init。</translation>
    </message>
    <message>
        <source>The database is not at this program&apos;s version. Run migrate.</source>
        <translation>数据库版本与程序不一致。请运行 migrate。</translation>
    </message>
    <message>
        <source>Give the password with --password-stdin.</source>
        <translation>请用 --password-stdin 提供密码。</translation>
    </message>
    <message>
        <source>New password: </source>
        <translation>新密码：</translation>
    </message>
    <message>
        <source>Once more: </source>
        <translation>再输一次：</translation>
    </message>
    <message>
        <source>The two passwords differ.</source>
        <translation>两次输入的密码不一致。</translation>
    </message>
    <message>
        <source>The op does not follow the one before it.</source>
        <translation>这项业务与上一项接不上。</translation>
    </message>
    <message>
        <source>It does not fit what is already there.</source>
        <translation>与中心已有的数据不相容。</translation>
    </message>
    <message>
        <source>The terminal was given to another branch before this arrived.</source>
        <translation>在此数据到达之前，终端已划归其他门店。</translation>
    </message>
    <message>
        <source>It waits for number {no}, which was set aside.</source>
        <translation>要等第 {no} 项处理后才能继续，那一项已搁置。</translation>
    </message>
    <message>
        <source>The op is not signed by the person it names.</source>
        <translation>这项业务不是由所写的经办人签名。</translation>
    </message>
    <message>
        <source>The server&apos;s keys cannot be read. Run “showroom-server init” or restore {folder}.</source>
        <translation>无法读取服务器密钥。请运行“showroom-server init”，或从备份恢复 {folder}。</translation>
    </message>
    <message>
        <source>There is no terminal, or more than one, called {name}. Give its id.</source>
        <translation>没有名为 {name} 的终端，或不止一台。请给出终端编号。</translation>
    </message>
    <message>
        <source>An op is missing before this one.</source>
        <translation>在这一项之前缺少一项业务。</translation>
    </message>
    <message>
        <source>This folder is an older copy of a terminal that went on elsewhere.</source>
        <translation>此文件夹是一台终端的旧副本，那台终端已在别处继续使用。</translation>
    </message>
    <message>
        <source>The op was sent before under another number.</source>
        <translation>这项业务已用另一个序号上传过。</translation>
    </message>
    <message>
        <source>An op has no number that can be read.</source>
        <translation>有一项业务的序号无法读取。</translation>
    </message>
    <message>
        <source>The op was changed after it was written.</source>
        <translation>这项业务写入后被改动过。</translation>
    </message>
    <message>
        <source>The op is not written as it should be.</source>
        <translation>这项业务的格式不对。</translation>
    </message>
    <message>
        <source>There is no setting called {name}.</source>
        <translation>没有名为 {name} 的设置项。</translation>
    </message>
    <message>
        <source>A setting is not a number: {error}.</source>
        <translation>有一个设置项不是数字：{error}。</translation>
    </message>
    <message>
        <source>The sign-in under which this was done is not known here.</source>
        <translation>中心没有办理这项业务时的登录记录。</translation>
    </message>
    <message>
        <source>{column} of {table} holds something that cannot stand there.</source>
        <translation>{table} 的 {column} 里有不能接受的内容。</translation>
    </message>
    <message>
        <source>There is no display here, so the story is played in the console.</source>
        <translation>这里没有显示器，演示在命令行里进行。</translation>
    </message>
    <message>
        <source>The demo&apos;s server did not start. Look at {log}.</source>
        <translation>演示服务器没有启动。请查看 {log}。</translation>
    </message>
    <message>
        <source>Demo: everyone&apos;s password is {password}</source>
        <translation>演示：所有账号的密码都是 {password}</translation>
    </message>
    <message>
        <source>Making the demo&apos;s shop; this takes a moment.</source>
        <translation>正在准备演示门店，请稍候。</translation>
    </message>
    <message>
        <source>The story is told: nothing was lost, doubled or overwritten.</source>
        <translation>演示完成：没有丢失、没有重复、没有互相覆盖。</translation>
    </message>
    <message>
        <source>Server at {url}, password of everyone: {password}</source>
        <translation>服务器 {url}，所有账号的密码：{password}</translation>
    </message>
    <message>
        <source>two branches</source>
        <translation>两家门店</translation>
    </message>
    <message>
        <source>users in all five roles</source>
        <translation>五种岗位都有用户</translation>
    </message>
    <message>
        <source>Booth 2 holds {n} cars after its first sync</source>
        <translation>2 号展台首次同步后有 {n} 台车</translation>
    </message>
    <message>
        <source>{name}, the manager, signed in at Booth 2 once while online</source>
        <translation>销售经理 {name} 在 2 号展台联网登录过一次</translation>
    </message>
    <message>
        <source>{n} good lines landed</source>
        <translation>{n} 行无误，已入库</translation>
    </message>
    <message>
        <source>a letter O and a car that is here are refused</source>
        <translation>含字母 O 的 VIN 和已在库的车未入库</translation>
    </message>
    <message>
        <source>a wrong check digit waits for a person</source>
        <translation>校验位不符的，等人确认</translation>
    </message>
    <message>
        <source>confirmed, it is taken in</source>
        <translation>确认后已入库</translation>
    </message>
    <message>
        <source>Booth 2 sees the new cars</source>
        <translation>2 号展台看到了新到的车</translation>
    </message>
    <message>
        <source>Booth 2 leases {vins}</source>
        <translation>2 号展台领取了 {vins} 的销售租约</translation>
    </message>
    <message>
        <source>the server&apos;s process is stopped</source>
        <translation>服务器已停止</translation>
    </message>
    <message>
        <source>signed in without a network</source>
        <translation>没有网络也登录成功</translation>
    </message>
    <message>
        <source>found by “{query}”</source>
        <translation>输入“{query}”可找到</translation>
    </message>
    <message>
        <source>contract {no}, receipt {receipt}: the car is certain, the money is a deposit (定金)</source>
        <translation>合同 {no}，收据 {receipt}：车已确定，款项为定金</translation>
    </message>
    <message>
        <source>printed {pages} bytes; the paper verifies offline</source>
        <translation>已打印 {pages} 字节；离线核验通过</translation>
    </message>
    <message>
        <source>order {no} at Counter 1 is provisional, its money a refundable prepayment (订金)</source>
        <translation>1 号柜台的订单 {no} 是暂定订单，款项为可退的订金</translation>
    </message>
    <message>
        <source>draft {no} has another price and date at each place</source>
        <translation>草稿 {no} 在两处的价格和日期各不相同</translation>
    </message>
    <message>
        <source>{name} has the merge and the case</source>
        <translation>{name} 收到了待合并的合同和待处理的车辆</translation>
    </message>
    <message>
        <source>digests are equal on server and both terminals</source>
        <translation>服务器与两台终端的校验值一致</translation>
    </message>
    <message>
        <source>{user} signed in at Booth 2, first online, then without a network</source>
        <translation>{user} 在 2 号展台先联网登录，再离线登录</translation>
    </message>
    <message>
        <source>price from Booth 2, {price}; date from Counter 1</source>
        <translation>价格取 2 号展台的 {price}，日期取 1 号柜台的</translation>
    </message>
    <message>
        <source>{no} keeps its number and money and has another car, confirmed</source>
        <translation>{no} 的编号和款项不变，换了一台车并已确认</translation>
    </message>
    <message>
        <source>nothing waits at {name}</source>
        <translation>{name} 没有待传业务</translation>
    </message>
    <message>
        <source>the ledger at {name} sums to 0</source>
        <translation>{name} 的账目合计为 0</translation>
    </message>
    <message>
        <source>{n} audit entries verify at {name}</source>
        <translation>{name} 的 {n} 条审计记录核对无误</translation>
    </message>
    <message>
        <source>the new customer is found by two characters at {name}</source>
        <translation>在 {name} 输入两个字就能找到新客户</translation>
    </message>
    <message>
        <source>A server with a catalogue, users and cars</source>
        <translation>一台服务器，备有车型目录、用户和车辆</translation>
    </message>
    <message>
        <source>Counter 1 and Booth 2 enrol with one-time codes and sync</source>
        <translation>1 号柜台和 2 号展台用一次性注册码注册并同步</translation>
    </message>
    <message>
        <source>Cars are taken in from a file</source>
        <translation>从表格入库车辆</translation>
    </message>
    <message>
        <source>Booth 2 leases three cars; then the network goes away</source>
        <translation>2 号展台领取三台车的租约，随后断网</translation>
    </message>
    <message>
        <source>Booth 2 sells a car without a network</source>
        <translation>2 号展台离线卖出一台车</translation>
    </message>
    <message>
        <source>Meanwhile at Counter 1, without a network too</source>
        <translation>同时，1 号柜台也断网</translation>
    </message>
    <message>
        <source>The network is back</source>
        <translation>网络恢复</translation>
    </message>
    <message>
        <source>People decide</source>
        <translation>由人来决定</translation>
    </message>
    <message>
        <source>Everything adds up</source>
        <translation>账实相符</translation>
    </message>
    <message>
        <source>The printer {printer} does not answer. Is it on, and in this network?</source>
        <translation>打印机 {printer} 没有应答。请检查它是否开机，是否在同一网络。</translation>
    </message>
    <message>
        <source>The printer {printer} is busy. Try again when it has finished.</source>
        <translation>打印机 {printer} 正忙。请等它打完后再试。</translation>
    </message>
    <message>
        <source>The printer {printer} does not print PDF. Save the file and print it from another program.</source>
        <translation>打印机 {printer} 不能直接打印 PDF。请先另存文件，再用其他程序打印。</translation>
    </message>
    <message>
        <source>The printer {printer} refused the job: {reason}.</source>
        <translation>打印机 {printer} 没有接受打印任务：{reason}。</translation>
    </message>
    <message>
        <source>There is no printer “{printer}”.</source>
        <translation>没有名为“{printer}”的打印机。</translation>
    </message>
    <message>
        <source>This machine has no print system. Name a network printer (ipp://…), or save the file.</source>
        <translation>这台电脑没有打印系统。请指定网络打印机（ipp://…），或另存文件。</translation>
    </message>
    <message>
        <source>The print system does not answer.</source>
        <translation>打印系统没有应答。</translation>
    </message>
    <message>
        <source>Contract {no}, {state}</source>
        <translation>合同 {no}，{state}</translation>
    </message>
    <message>
        <source>Sale {no}</source>
        <translation>成交 {no}</translation>
    </message>
    <message>
        <source>Customer {name}</source>
        <translation>客户 {name}</translation>
    </message>
    <message>
        <source>Check-lists brought in</source>
        <translation>导入检查清单</translation>
    </message>
    <message>
        <source>Change of a customer</source>
        <translation>客户资料修改</translation>
    </message>
    <message>
        <source>Two files of one customer made one</source>
        <translation>合并同一客户的两份档案</translation>
    </message>
    <message>
        <source>Two people told apart</source>
        <translation>确认不是同一位客户</translation>
    </message>
    <message>
        <source>Two people told apart: taken back</source>
        <translation>撤回“不是同一位客户”</translation>
    </message>
    <message>
        <source>Receipt {receipt_no}</source>
        <translation>收据 {receipt_no}</translation>
    </message>
    <message>
        <source>Files of a customer made two again</source>
        <translation>撤销客户档案合并</translation>
    </message>
    <message>
        <source>Refund {receipt_no}</source>
        <translation>退款 {receipt_no}</translation>
    </message>
    <message>
        <source>Car taken in {vin}</source>
        <translation>车辆入库 {vin}</translation>
    </message>
    <message>
        <source>Transfer of a car</source>
        <translation>车辆调拨</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>处理决定</translation>
    </message>
    <message>
        <source>Full refund {receipt_no}</source>
        <translation>全额退款 {receipt_no}</translation>
    </message>
    <message>
        <source>Amendment of contract {no}</source>
        <translation>合同 {no} 变更</translation>
    </message>
    <message>
        <source>Place of a car</source>
        <translation>车辆位置</translation>
    </message>
    <message>
        <source>Right to sell taken back</source>
        <translation>收回销售租约</translation>
    </message>
    <message>
        <source>Change of a test drive</source>
        <translation>试驾变更</translation>
    </message>
    <message>
        <source>Test drive</source>
        <translation>试驾</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>车型目录</translation>
    </message>
    <message>
        <source>Sign in online: contracts can only be provisional</source>
        <translation>签约授权已过期：请联网登录，之前只能接暂定订单</translation>
    </message>
    <message>
        <source>Offline signing ends in less than two hours</source>
        <translation>离线签约授权不到 2 小时后到期</translation>
    </message>
    <message>
        <source>No contact with the centre for 24 hours</source>
        <translation>已 24 小时未联系中心</translation>
    </message>
    <message>
        <source>Something entered here</source>
        <translation>在此录入的业务</translation>
    </message>
    <message>
        <source>Give the second customer another car. The money is safe.</source>
        <translation>请给后一位客户换一台车。已收款项不受影响。</translation>
    </message>
    <message>
        <source>{n} to decide; all else was merged</source>
        <translation>还有 {n} 项要决定，其余已自动合并</translation>
    </message>
    <message>
        <source>¥{amount} received, not yet posted</source>
        <translation>已收 ¥{amount}，尚未入账</translation>
    </message>
    <message>
        <source>{no} is no draft any more and cannot be drawn anew. Write an amendment instead.</source>
        <translation>合同 {no} 已不是草稿，不能重新生成。请改用补充协议。</translation>
    </message>
    <message>
        <source>In full</source>
        <translation>全款</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>银行</translation>
    </message>
    <message>
        <source>Bank {months} mo.</source>
        <translation>银行 {months} 期</translation>
    </message>
    <message>
        <source>Maker {months} mo.</source>
        <translation>厂家贴息 {months} 期</translation>
    </message>
    <message>
        <source>Maker&apos;s finance company</source>
        <translation>厂家金融公司</translation>
    </message>
    <message>
        <source>Choose a plan with a loan first: Alt+2 or Alt+3.</source>
        <translation>请先选择贷款方案：Alt+2 或 Alt+3。</translation>
    </message>
    <message>
        <source>The sign-in of this terminal has run out.</source>
        <translation>本机的登录已过期。请重新登录。</translation>
    </message>
    <message>
        <source>This server has data already. Demo data is for a new one.</source>
        <translation>这台服务器已有数据，没有改动。演示数据只能装进新服务器。</translation>
    </message>
    <message>
        <source>Run init first.</source>
        <translation>请先运行 init。</translation>
    </message>
    <message>
        <source>There is no such way to sign in.</source>
        <translation>没有这种登录方式。</translation>
    </message>
    <message>
        <source>Say what it is.</source>
        <translation>请写明项目名称。</translation>
    </message>
    <message>
        <source>Too many failed attempts. Try again in {seconds} seconds.</source>
        <translation>尝试次数过多。请 {seconds} 秒后再试。</translation>
    </message>
    <message>
        <source>Redis is configured, but its Python package is not installed: pip install redis.</source>
        <translation>已配置 Redis，但没有安装它的 Python 包：pip install redis。</translation>
    </message>
    <message>
        <source>The request is too large.</source>
        <translation>请求过大。</translation>
    </message>
    <message>
        <source>The server failed. The incident {incident} is in its log.</source>
        <translation>服务器出错。事件 {incident} 已记入服务器日志。</translation>
    </message>
    <message>
        <source>Another customer</source>
        <translation>换一位客户</translation>
    </message>
    <message>
        <source>Name, pinyin, phone or ID</source>
        <translation>姓名、拼音、手机或证件号</translation>
    </message>
    <message>
        <source>New: “{text}”</source>
        <translation>新建“{text}”</translation>
    </message>
    <message>
        <source>ID ok</source>
        <translation>证件号有效</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>未填写</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>证件类型</translation>
    </message>
    <message>
        <source>ID number</source>
        <translation>证件号码</translation>
    </message>
    <message>
        <source>Take this customer</source>
        <translation>用这位客户</translation>
    </message>
    <message>
        <source>Handover date</source>
        <translation>交车日期</translation>
    </message>
    <message>
        <source>What of it</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>By</source>
        <translation>负责</translation>
    </message>
    <message>
        <source>Service and warranty</source>
        <translation>售后与质保</translation>
    </message>
    <message>
        <source>Book a service</source>
        <translation>预约服务</translation>
    </message>
    <message>
        <source>paid {amount}</source>
        <translation>实付 {amount}</translation>
    </message>
    <message>
        <source>{km} km</source>
        <translation>{km} 公里</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>已超期</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>已排</translation>
    </message>
    <message>
        <source>Next service</source>
        <translation>下次保养</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>有效</translation>
    </message>
    <message>
        <source>over</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>{file} can be restored, but what is in it is damaged: {what}</source>
        <translation>{file} 可以恢复，但其中的数据已损坏：{what}</translation>
    </message>
    <message>
        <source>The database is not empty. Restore with --replace to put the backup in its place.</source>
        <translation>数据库里已有数据，没有改动。要用备份替换，请加 --replace 恢复。</translation>
    </message>
    <message>
        <source>{file} was written under other keys. Put the keys folder of that server in its place first.</source>
        <translation>{file} 是用其他密钥写入的。请先放回原服务器的 keys 文件夹。</translation>
    </message>
    <message>
        <source>The backup was made by another version of this program. Restore it with that version.</source>
        <translation>备份由另一个版本的程序制作。请用该版本恢复。</translation>
    </message>
    <message>
        <source>{file} is not a whole backup of a server.</source>
        <translation>{file} 不是完整的服务器备份。</translation>
    </message>
    <message>
        <source>Price and add-ons</source>
        <translation>价格与加装</translation>
    </message>
    <message>
        <source>As on the customer&apos;s copy</source>
        <translation>与客户联一致</translation>
    </message>
    <message>
        <source>Add-ons</source>
        <translation>精品加装</translation>
    </message>
    <message>
        <source>booked</source>
        <translation>已预约</translation>
    </message>
    <message>
        <source>on the road</source>
        <translation>试驾中</translation>
    </message>
    <message>
        <source>A test drive takes between a minute and 8 hours.</source>
        <translation>试驾时长须在 1 分钟至 8 小时之间。</translation>
    </message>
    <message>
        <source>Note the number of the driving licence: 8 to 20 digits and letters.</source>
        <translation>请登记驾驶证号：8 至 20 位数字或字母。</translation>
    </message>
    <message>
        <source>The car left with {km} km; it cannot come back with less.</source>
        <translation>出车时里程为 {km} km，还车里程不能更少。</translation>
    </message>
    <message>
        <source>Only a demonstrator goes on a test drive.</source>
        <translation>只有试驾车可以试驾。</translation>
    </message>
    <message>
        <source>This test drive is past that. Look at the list again.</source>
        <translation>这次试驾的状态已变，请刷新列表再看。</translation>
    </message>
    <message>
        <source>The car is booked from {start:%H:%M} to {end:%H:%M}. Choose another time or car.</source>
        <translation>这台车 {start:%H:%M} 至 {end:%H:%M} 已有预约。请换时间或换车。</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>{deposit} (taken at F10)</source>
        <translation>{deposit}（签署时收取）</translation>
    </message>
    <message>
        <source>Balance before delivery</source>
        <translation>交车前待付尾款</translation>
    </message>
    <message>
        <source>{deposit} (taken)</source>
        <translation>{deposit}（已收）</translation>
    </message>
    <message>
        <source>Loan</source>
        <translation>贷款</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>尾款</translation>
    </message>
    <message>
        <source>Contract check</source>
        <translation>合同检查</translation>
    </message>
    <message>
        <source>{n} to fix</source>
        <translation>{n} 项必改</translation>
    </message>
    <message>
        <source>all in order</source>
        <translation>全部通过</translation>
    </message>
    <message>
        <source>{n} note</source>
        <translation>{n} 项提醒</translation>
    </message>
    <message>
        <source>{n} notes</source>
        <translation>{n} 项提醒</translation>
    </message>
    <message>
        <source>The contract is checked as soon as there are a customer and a car.</source>
        <translation>选好客户和车辆后，自动检查合同。</translation>
    </message>
    <message>
        <source>Interest</source>
        <translation>利息合计</translation>
    </message>
    <message>
        <source>Paid back</source>
        <translation>共还</translation>
    </message>
    <message>
        <source>On delivery</source>
        <translation>交车前付</translation>
    </message>
    <message>
        <source>/ month</source>
        <translation>/ 月</translation>
    </message>
    <message>
        <source>Monthly</source>
        <translation>按月供反算</translation>
    </message>
    <message>
        <source>Payment plan</source>
        <translation>付款方案</translation>
    </message>
    <message>
        <source>Monthly amount</source>
        <translation>月供</translation>
    </message>
    <message>
        <source>¥ a month</source>
        <translation>¥ 目标</translation>
    </message>
    <message>
        <source>{n} seconds</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} keys</source>
        <translation>{n} 键</translation>
    </message>
    <message>
        <source>Create contract</source>
        <translation>生成合同</translation>
    </message>
    <message>
        <source>Hold the car</source>
        <translation>占用此车</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>打印机</translation>
    </message>
    <message>
        <source>Address of the printer</source>
        <translation>打印机地址</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Contract language</source>
        <translation>合同语言</translation>
    </message>
    <message>
        <source>Copies: {who}</source>
        <translation>份数：{who}</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>份数</translation>
    </message>
    <message>
        <source>The font cannot print {characters}</source>
        <translation>字体无法打印 {characters}</translation>
    </message>
    <message>
        <source>Write them on the paper by hand where they are missing.</source>
        <translation>请在纸上空缺处手写。</translation>
    </message>
    <message>
        <source>Another printer in the network …</source>
        <translation>网络中的其他打印机…</translation>
    </message>
    <message>
        <source>{n} sheets</source>
        <translation>共 {n} 张</translation>
    </message>
    <message>
        <source>On paper</source>
        <translation>纸上签</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>屏上签</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Sign again</source>
        <translation>重签</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>您的密码</translation>
    </message>
    <message>
        <source>The buyer has read the clauses on default</source>
        <translation>买受人已阅读违约条款</translation>
    </message>
    <message>
        <source>The buyer has read the clauses on deposit and default</source>
        <translation>买受人已阅读定金与违约条款</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>签署</translation>
    </message>
    <message>
        <source>Buyer: {name}</source>
        <translation>买受人：{name}</translation>
    </message>
    <message>
        <source>The buyer has read what changes</source>
        <translation>买受人已阅读变更内容</translation>
    </message>
    <message>
        <source>signs the printed copies</source>
        <translation>在打印件上签字</translation>
    </message>
    <message>
        <source>not signed yet</source>
        <translation>尚未签署</translation>
    </message>
    <message>
        <source>Update contract</source>
        <translation>更新合同</translation>
    </message>
    <message>
        <source>Print and sign · contract {no}</source>
        <translation>打印与签署 · 合同 {no}</translation>
    </message>
    <message>
        <source>Print later</source>
        <translation>稍后打印</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copy {n}</source>
        <translation>第 {n} 份副本</translation>
    </message>
    <message>
        <source>First print</source>
        <translation>首次打印</translation>
    </message>
    <message>
        <source>Signed and saved</source>
        <translation>已签署并存盘</translation>
    </message>
    <message>
        <source>Taken and saved</source>
        <translation>已下单并保存</translation>
    </message>
    <message>
        <source>An order: the centre confirms the car</source>
        <translation>暂定订单，车辆由中心确认</translation>
    </message>
    <message>
        <source>Valid without a network too</source>
        <translation>离线也能生效</translation>
    </message>
    <message>
        <source>On screen the identity number shows its last four characters; on paper it is whole.</source>
        <translation>屏幕上证件号只显示后四位，纸上完整。</translation>
    </message>
    <message>
        <source>The paper of {no}</source>
        <translation>{no} 的文件</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>再次打印</translation>
    </message>
    <message>
        <source>Print {n} copies</source>
        <translation>打印 {n} 份</translation>
    </message>
    <message>
        <source>Sign and print {n} copies</source>
        <translation>签署并打印 {n} 份</translation>
    </message>
    <message>
        <source>Signing …</source>
        <translation>正在签署…</translation>
    </message>
    <message>
        <source>The paper and its receipt are on this terminal; they go up by themselves.</source>
        <translation>文件和收据已存于本机，联网后自动上传。</translation>
    </message>
    <message>
        <source>The paper is on this terminal; it goes up by itself. No money was taken.</source>
        <translation>文件已存于本机，联网后自动上传；未收款。</translation>
    </message>
    <message>
        <source>Printing …</source>
        <translation>正在打印…</translation>
    </message>
    <message>
        <source>{no} is signed</source>
        <translation>{no} 已签署</translation>
    </message>
    <message>
        <source>Order {no} is taken</source>
        <translation>已接订单 {no}</translation>
    </message>
    <message>
        <source>receipt {no}</source>
        <translation>收据 {no}</translation>
    </message>
    <message>
        <source>saved to {file}</source>
        <translation>已存到 {file}</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>已打印</translation>
    </message>
    <message>
        <source>to be printed later</source>
        <translation>稍后打印</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>销售经理</translation>
    </message>
    <message>
        <source>The manager&apos;s own password</source>
        <translation>经理本人的密码</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Nobody who may approve it has signed in here yet. One online sign-in is enough.</source>
        <translation>有权审批的人还没有在本机登录过，联网登录一次即可。</translation>
    </message>
    <message>
        <source>Their own password</source>
        <translation>审批人本人的密码</translation>
    </message>
    <message>
        <source>Ask somebody elsewhere</source>
        <translation>请别处的审批人审批</translation>
    </message>
    <message>
        <source>Your lowest price</source>
        <translation>您的最低车价</translation>
    </message>
    <message>
        <source>Price asked for</source>
        <translation>申请车价</translation>
    </message>
    <message>
        <source>Take at signing</source>
        <translation>签署时收取</translation>
    </message>
    <message>
        <source>Way to pay</source>
        <translation>付款方式</translation>
    </message>
    <message>
        <source>A prepayment is refundable: the car is not certain yet. At most 20 % of the price, ¥{most}.</source>
        <translation>订金可退：车辆尚未确定。最多为车价的 20%，即 ¥{most}。</translation>
    </message>
    <message>
        <source>A deposit binds both sides. At most 20 % of the price counts: ¥{most}.</source>
        <translation>定金对双方都有约束力。最多为车价的 20%，即 ¥{most}。</translation>
    </message>
    <message>
        <source>The receipt is made when the contract is signed (F10); until then nothing is booked.</source>
        <translation>签署合同（F10）时开具收据；在此之前不入账。</translation>
    </message>
    <message>
        <source>Above 20 % of the price. The most you can take is ¥{most}.</source>
        <translation>超过车价 20%，最多可收 ¥{most}。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>改为此数</translation>
    </message>
    <message>
        <source>The centre confirms the car. Until then the money is a refundable prepayment. {money}</source>
        <translation>车辆由中心确认。确认前，所收款项是可退的订金。{money}</translation>
    </message>
    <message>
        <source>PROVISIONAL ORDER</source>
        <translation>暂定订单</translation>
    </message>
    <message>
        <source>Waits for an answer</source>
        <translation>等待审批</translation>
    </message>
    <message>
        <source>The contract was approved as it is. The customer signs it next (F10). {money}</source>
        <translation>合同已按现状获批。接下来由客户签字（F10）。{money}</translation>
    </message>
    <message>
        <source>The car is the customer&apos;s. The final paper is still to be signed (F10). {money}</source>
        <translation>这台车已为这位客户保留。还须签署正式合同（F10）。{money}</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>This car is not certain. The order can be taken; its money is a refundable prepayment.</source>
        <translation>这台车尚未确定。可以接单，所收款项是可退的订金。</translation>
    </message>
    <message>
        <source>Book a test drive</source>
        <translation>预约试驾</translation>
    </message>
    <message>
        <source>Demonstrator</source>
        <translation>试驾车</translation>
    </message>
    <message>
        <source>Begins at</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Move the visit</source>
        <translation>改约进店</translation>
    </message>
    <message>
        <source>Make and model</source>
        <translation>品牌与车型</translation>
    </message>
    <message>
        <source>Comes at</source>
        <translation>到店时间</translation>
    </message>
    <message>
        <source>Write it as {example}</source>
        <translation>写作 {example}</translation>
    </message>
    <message>
        <source>In the customer&apos;s words</source>
        <translation>客户原话</translation>
    </message>
    <message>
        <source>Book</source>
        <translation>预约</translation>
    </message>
    <message>
        <source>A car not listed</source>
        <translation>其他车辆</translation>
    </message>
    <message>
        <source>The visit is moved</source>
        <translation>已改约</translation>
    </message>
    <message>
        <source>The visit is booked</source>
        <translation>已预约</translation>
    </message>
    <message>
        <source>Find the customer first</source>
        <translation>请先查找客户</translation>
    </message>
    <message>
        <source>Write date and time as {example}</source>
        <translation>日期和时间请写成 {example} 的形式</translation>
    </message>
    <message>
        <source>There is no demonstrator here</source>
        <translation>这里没有试驾车</translation>
    </message>
    <message>
        <source>Driving licence no.</source>
        <translation>驾驶证号</translation>
    </message>
    <message>
        <source>Kilometres on the clock</source>
        <translation>里程表读数 (km)</translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation>取消预约</translation>
    </message>
    <message>
        <source>Hand over keys</source>
        <translation>交钥匙出车</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>还车</translation>
    </message>
    <message>
        <source>Choose a test drive to see it here</source>
        <translation>选择一次试驾，在此查看</translation>
    </message>
    <message>
        <source>This is a number without a comma</source>
        <translation>请只填数字，不加逗号</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>With</source>
        <translation>陪同</translation>
    </message>
    <message>
        <source>The test drive is booked</source>
        <translation>试驾已预约</translation>
    </message>
    <message>
        <source>The keys are out</source>
        <translation>已出车</translation>
    </message>
    <message>
        <source>The car is back</source>
        <translation>已还车</translation>
    </message>
    <message>
        <source>The test drive is cancelled</source>
        <translation>试驾已取消</translation>
    </message>
    <message>
        <source>km</source>
        <translation>km</translation>
    </message>
    <message>
        <source>Test drives</source>
        <translation>试驾</translation>
    </message>
    <message>
        <source>On file since</source>
        <translation>建档日期</translation>
    </message>
    <message>
        <source>Belongs to it</source>
        <translation>名下业务</translation>
    </message>
    <message>
        <source>One person?</source>
        <translation>是同一位客户吗？</translation>
    </message>
    <message>
        <source>The left one</source>
        <translation>左边的</translation>
    </message>
    <message>
        <source>The right one</source>
        <translation>右边的</translation>
    </message>
    <message>
        <source>Which one is kept</source>
        <translation>保留哪一份</translation>
    </message>
    <message>
        <source>They are one person</source>
        <translation>是同一位客户</translation>
    </message>
    <message>
        <source>{name} has one file now</source>
        <translation>{name} 的档案已合并</translation>
    </message>
    <message>
        <source>They are two people</source>
        <translation>不是同一位客户</translation>
    </message>
    <message>
        <source>Perhaps they are one</source>
        <translation>可能是同一位客户</translation>
    </message>
    <message>
        <source>They are two</source>
        <translation>不是同一位客户</translation>
    </message>
    <message>
        <source>Each has what was signed, paid and agreed with it, as before.</source>
        <translation>两份档案各自保留原来的签约、款项和授权。</translation>
    </message>
    <message>
        <source>Somebody said that they are two people. That can be taken back.</source>
        <translation>已有人确认不是同一位客户，可以撤回。</translation>
    </message>
    <message>
        <source>Nothing is deleted, what was signed stays as it is, and it can be undone.</source>
        <translation>不删除任何内容，已签的文件不变，合并可以撤销。</translation>
    </message>
    <message>
        <source>is kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>was merged into it</source>
        <translation>已并入</translation>
    </message>
    <message>
        <source>goes into the other one</source>
        <translation>并入另一份</translation>
    </message>
    <message>
        <source>{n} deal</source>
        <translation>{n} 笔成交单</translation>
    </message>
    <message>
        <source>{n} deals</source>
        <translation>{n} 笔成交单</translation>
    </message>
    <message>
        <source>{n} signed</source>
        <translation>已签 {n} 份</translation>
    </message>
    <message>
        <source>{n} test drive</source>
        <translation>{n} 次试驾</translation>
    </message>
    <message>
        <source>{n} test drives</source>
        <translation>{n} 次试驾</translation>
    </message>
    <message>
        <source>{n} quote</source>
        <translation>{n} 份报价</translation>
    </message>
    <message>
        <source>{n} quotes</source>
        <translation>{n} 份报价</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>No test drives yet</source>
        <translation>还没有试驾</translation>
    </message>
    <message>
        <source>Book one for a customer who is on file.</source>
        <translation>为已建档的客户预约一次。</translation>
    </message>
    <message>
        <source>No purchase tax rule is known for {on}. Is the clock of this computer right?</source>
        <translation>没有适用于 {on} 的购置税规则。请检查这台电脑的日期和时间。</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>另存 PDF</translation>
    </message>
    <message>
        <source>PDF file</source>
        <translation>PDF 文件</translation>
    </message>
    <message>
        <source>The paper is being made</source>
        <translation>正在生成文件</translation>
    </message>
    <message>
        <source>Choose a printer, or “Save as PDF”</source>
        <translation>请选择打印机，或“另存 PDF”</translation>
    </message>
    <message>
        <source>The buyer has not signed yet</source>
        <translation>买受人尚未签署</translation>
    </message>
    <message>
        <source>Ask the buyer to read what changes first</source>
        <translation>请先让买受人阅读变更内容</translation>
    </message>
    <message>
        <source>Ask the buyer to read the clauses on default first</source>
        <translation>请买受人先阅读违约条款</translation>
    </message>
    <message>
        <source>Ask the buyer to read the deposit clauses first</source>
        <translation>请买受人先阅读定金条款</translation>
    </message>
    <message>
        <source>Contract {no} is signed and saved. Only the paper is missing.</source>
        <translation>合同 {no} 已签署并存盘，只差打印。</translation>
    </message>
    <message>
        <source>Deal {no} is here already.</source>
        <translation>成交单 {no} 已存在。</translation>
    </message>
    <message>
        <source>This terminal was restored from a backup. Sync once before you go on: no number may be given twice.</source>
        <translation>本机由备份恢复。请先同步一次再继续，以免编号重复。</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>原来</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>The order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>The sale</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>字段组</translation>
    </message>
    <message>
        <source>what both began with</source>
        <translation>双方修改前的内容</translation>
    </message>
    <message>
        <source>theirs</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>typed</source>
        <translation>手填</translation>
    </message>
    <message>
        <source>Without conflict</source>
        <translation>无冲突</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>自动计算</translation>
    </message>
    <message>
        <source>Press 2 or 3, or 4 to type</source>
        <translation>按 2 或 3，或按 4 自己填</translation>
    </message>
    <message>
        <source>Press 2 or 3</source>
        <translation>按 2 或 3</translation>
    </message>
    <message>
        <source>held elsewhere</source>
        <translation>他处占用</translation>
    </message>
    <message>
        <source>no conflict</source>
        <translation>无冲突</translation>
    </message>
    <message>
        <source>decided</source>
        <translation>已决定</translation>
    </message>
    <message>
        <source>to decide</source>
        <translation>待决定</translation>
    </message>
    <message>
        <source>{n} conflict</source>
        <translation>{n} 处冲突</translation>
    </message>
    <message>
        <source>{n} conflicts</source>
        <translation>{n} 处冲突</translation>
    </message>
    <message>
        <source>{n} left</source>
        <translation>剩 {n} 处</translation>
    </message>
    <message>
        <source>After merging: {amount}. A new price is approved anew if it needs to be.</source>
        <translation>合并后：{amount}。价格有变且超出权限时须重新审批。</translation>
    </message>
    <message>
        <source>Put on the waiting list</source>
        <translation>转为等车</translation>
    </message>
    <message>
        <source>Cancel and refund it all</source>
        <translation>作废并全额退款</translation>
    </message>
    <message>
        <source>Next {buyer} signs for the new car: Contracts, F10</source>
        <translation>接下来请{buyer}签新车的合同：合同页，F10</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>goes into the contract</source>
        <translation>将写入合同</translation>
    </message>
    <message>
        <source>as before</source>
        <translation>保持原来</translation>
    </message>
    <message>
        <source>Page {n}</source>
        <translation>第 {n} 页</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Fit page</source>
        <translation>适合页面</translation>
    </message>
    <message>
        <source>Page before</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Page {n} of {count}</source>
        <translation>第 {n} / {count} 页</translation>
    </message>
    <message>
        <source>The paper is being made …</source>
        <translation>正在生成文件…</translation>
    </message>
    <message>
        <source>The buyer signs here</source>
        <translation>买受人在此签名</translation>
    </message>
    <message>
        <source>Sign here with pen, finger or mouse</source>
        <translation>请用笔、手指或鼠标签名</translation>
    </message>
    <message>
        <source>Sign on the signature pad, or here</source>
        <translation>请在签字板上签名，也可在此处签名</translation>
    </message>
    <message>
        <source>{name}: one less</source>
        <translation>{name}：减一</translation>
    </message>
    <message>
        <source>{name}: one more</source>
        <translation>{name}：加一</translation>
    </message>
    <message>
        <source>{name}: {what} was changed</source>
        <translation>{name}：{what} 被改动</translation>
    </message>
    <message>
        <source>{name}: the link to the one before is broken</source>
        <translation>{name}：与上一条的链接断开</translation>
    </message>
    <message>
        <source>{name}: is missing</source>
        <translation>{name}：缺失</translation>
    </message>
    <message>
        <source>{name}: the signature is wrong</source>
        <translation>{name}：签名不符</translation>
    </message>
    <message>
        <source>None of these cars is free: another desk holds them, or they are not for sale.</source>
        <translation>这些车都不可售：已被其他柜台占用，或不在可售状态。</translation>
    </message>
    <message>
        <source>Field groups</source>
        <translation>字段组</translation>
    </message>
    <message>
        <source>{n} rows fetched again, {when}</source>
        <translation>{when}重新取回 {n} 行</translation>
    </message>
    <message>
        <source>Put right</source>
        <translation>已修正</translation>
    </message>
    <message>
        <source>NEV, exempt</source>
        <translation>新能源免征</translation>
    </message>
    <message>
        <source>NEV, half</source>
        <translation>新能源减半</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>车管所</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>{n} case waits for a decision</source>
        <translation>{n} 件事等待处理</translation>
    </message>
    <message>
        <source>{n} cases wait for a decision</source>
        <translation>{n} 件事等待处理</translation>
    </message>
    <message>
        <source>Both desks have a network again</source>
        <translation>两台终端都已恢复联网</translation>
    </message>
    <message>
        <source>Both desks are without a network; go on selling</source>
        <translation>两台终端都已断网，可以继续卖车</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何页面</translation>
    </message>
    <message>
        <source>Mend the first fault</source>
        <translation>修改第一处问题</translation>
    </message>
    <message>
        <source>Confirm the panel at the side</source>
        <translation>确认右侧面板</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>现在修改</translation>
    </message>
    <message>
        <source>take this car</source>
        <translation>选这台</translation>
    </message>
    <message>
        <source>Give the customer this car</source>
        <translation>换成这台车</translation>
    </message>
    <message>
        <source>it is out of paper</source>
        <translation>缺纸</translation>
    </message>
    <message>
        <source>paper is jammed in it</source>
        <translation>卡纸</translation>
    </message>
    <message>
        <source>it is out of toner</source>
        <translation>缺墨粉</translation>
    </message>
    <message>
        <source>it cannot read the file</source>
        <translation>打印机读不了这个文件</translation>
    </message>
    <message>
        <source>it gave the job up</source>
        <translation>打印机放弃了这个任务</translation>
    </message>
    <message>
        <source>somebody cancelled it there</source>
        <translation>有人在打印机上取消了任务</translation>
    </message>
    <message>
        <source>{amount} taken, receipt
{no}.</source>
        <translation>已收 {amount}，收据
{no}。</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>单据</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>收据</translation>
    </message>
    <message>
        <source>Keys that work here</source>
        <translation>现在可用的按键</translation>
    </message>
    <message>
        <source>Enter goes to the next field, Shift+Enter back. A scanner may be used at any time.</source>
        <translation>回车到下一格，Shift+回车返回上一格；扫码枪随时可用。</translation>
    </message>
    <message>
        <source>Sign in again while online: this folder needs a new identity.</source>
        <translation>请联网重新登录：此文件夹需要新的终端身份。</translation>
    </message>
    <message>
        <source>The request is not as described.</source>
        <translation>请求与约定不符。</translation>
    </message>
    <message>
        <source>{n} does not go up</source>
        <translation>{n} 项传不上去</translation>
    </message>
    <message>
        <source>{n} do not go up</source>
        <translation>{n} 项传不上去</translation>
    </message>
    <message>
        <source>Online, but your work does not go up</source>
        <translation>已联网，但您的业务传不上去</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>waits; fetching goes on</source>
        <translation>等待中；下载照常</translation>
    </message>
    <message>
        <source>The six things the chip can say</source>
        <translation>状态标签会说的六句话</translation>
    </message>
    <message>
        <source>at risk › needs you › offline › does not go up › syncing › synced</source>
        <translation>有风险 › 需要您处理 › 离线 › 传不上去 › 同步中 › 已同步</translation>
    </message>
    <message>
        <source>7 do not go up</source>
        <translation>7 项传不上去</translation>
    </message>
    <message>
        <source>The centre answers but does not take your work now. It is tried again.</source>
        <translation>中心有回应，但暂时收不下您的业务，会自动重试。</translation>
    </message>
    <message>
        <source>Sent {pushed}, fetched {pulled}.</source>
        <translation>已上传 {pushed} 项，已下载 {pulled} 项。</translation>
    </message>
    <message>
        <source>A number was given out twice by a copied folder: {numbers}. Print the papers of {buyer} again.</source>
        <translation>复制的文件夹给出了重复的编号：{numbers}。请为 {buyer} 重新打印单据。</translation>
    </message>
    <message>
        <source>Print contract and receipt again and exchange the customer&apos;s paper</source>
        <translation>请重新打印合同和收据，并换回客户手中的单据</translation>
    </message>
    <message>
        <source>This folder has become another terminal meanwhile. Close the window and sign in again.</source>
        <translation>此文件夹已成为另一个终端。请关闭窗口并重新登录。</translation>
    </message>
    <message>
        <source>The backup is older than what was sent, so this folder needs a new identity. Sync once: it gets one, and nothing is lost.</source>
        <translation>备份早于已上传的数据，此文件夹需要新的终端身份。请同步一次即可取得，数据不会丢失。</translation>
    </message>
    <message>
        <source>What a row belongs to is never changed.</source>
        <translation>一行数据归属于谁，不能更改。</translation>
    </message>
    <message>
        <source>What the line costs is not here.</source>
        <translation>这一项的成本记录不在这里。</translation>
    </message>
    <message>
        <source>A row names something of another branch.</source>
        <translation>数据引用了其他门店的内容。</translation>
    </message>
    <message>
        <source>A cost is of a line, an approval or a loan of its contract.</source>
        <translation>成本必须属于该合同的某一项目、审批或贷款。</translation>
    </message>
    <message>
        <source>A decision changes only the contract that it is about.</source>
        <translation>处理只能更改所涉及的合同。</translation>
    </message>
    <message>
        <source>A contract begins with a deal of its own.</source>
        <translation>每份合同都须有自己的成交单。</translation>
    </message>
    <message>
        <source>A contract begins with version 1.</source>
        <translation>合同从第 1 版开始。</translation>
    </message>
    <message>
        <source>The contract was cancelled before this change arrived.</source>
        <translation>此更改到达之前，合同已取消。</translation>
    </message>
    <message>
        <source>There is no signature to what is said to be signed.</source>
        <translation>标为已签署，却没有签名。</translation>
    </message>
    <message>
        <source>This action does not bring a contract into that state.</source>
        <translation>此操作不能使合同进入该状态。</translation>
    </message>
    <message>
        <source>A line&apos;s amount is not below zero.</source>
        <translation>明细金额不能小于零。</translation>
    </message>
    <message>
        <source>A deal goes where its contract goes.</source>
        <translation>成交单的状态须与合同一致。</translation>
    </message>
    <message>
        <source>A signature belongs to a contract that is signed with it.</source>
        <translation>签名须与所签署的合同一同提交。</translation>
    </message>
    <message>
        <source>A car stays of the model that it was taken in as.</source>
        <translation>车辆的车型以入库时为准，不能更改。</translation>
    </message>
    <message>
        <source>A stay in stock keeps its car, its number and its list price.</source>
        <translation>库存记录的车辆、编号和指导价不能更改。</translation>
    </message>
    <message>
        <source>Another terminal has leased this car.</source>
        <translation>该车已被其他终端占用。</translation>
    </message>
    <message>
        <source>A cost is above zero, and of one stay.</source>
        <translation>成本不能为负，且只属于一条库存记录。</translation>
    </message>
    <message>
        <source>The car does not move as this action moves cars.</source>
        <translation>此操作不能这样变动车辆的库存状态。</translation>
    </message>
    <message>
        <source>The car does not stand at this branch.</source>
        <translation>该车不在本门店。</translation>
    </message>
    <message>
        <source>Values go with op=correct, and only with it: --set op=correct --set price=AMOUNT.</source>
        <translation>只有 op=correct 可以同时给出数值：--set op=correct --set price=金额。</translation>
    </message>
    <message>
        <source>Reversed by a manager</source>
        <translation>由经理冲红</translation>
    </message>
    <message>
        <source>Your role does not allow this. Ask someone who may do it: {roles}.</source>
        <translation>您的角色不能执行此操作，请联系有权限的人员：{roles}。</translation>
    </message>
    <message>
        <source>The data was written by a newer version of Showroom. Install that version; nothing was changed.</source>
        <translation>这些数据由更新版本的 Showroom 写入。请安装该版本；数据未作任何改动。</translation>
    </message>
    <message>
        <source>This version of Showroom is too old for the server. Update it; what was entered is not lost.</source>
        <translation>此版本的 Showroom 对服务器来说太旧。请更新；已录入的内容不会丢失。</translation>
    </message>
    <message>
        <source>What the server sent did not arrive whole. Nothing was changed; it is fetched again next time.</source>
        <translation>服务器发送的内容未完整到达。本机数据没有任何改动，下次会重新获取。</translation>
    </message>
    <message>
        <source>The data file is in use by another program. Close it, then try again.</source>
        <translation>数据文件正被另一个程序使用。请关闭该程序，然后重试。</translation>
    </message>
    <message>
        <source>This terminal does not hold {scope}.</source>
        <translation>本终端不保存 {scope}。</translation>
    </message>
    <message>
        <source>Many terminals begin just now. Try again in a moment.</source>
        <translation>现在有许多终端同时初始化，请稍后再试。</translation>
    </message>
    <message>
        <source>Buyer and car are complete</source>
        <translation>买受人、车辆信息完整</translation>
    </message>
    <message>
        <source>above limit</source>
        <translation>需审批</translation>
    </message>
    <message>
        <source>The handover date is open</source>
        <translation>交车日期未填写</translation>
    </message>
    <message>
        <source>The paper leaves a line to write it on</source>
        <translation>合同上会留空，可手写</translation>
    </message>
    <message>
        <source>Drawn</source>
        <translation>拟订日期</translation>
    </message>
    <message>
        <source>To be signed</source>
        <translation>待签署</translation>
    </message>
    <message>
        <source>The final paper is still to be signed (F10).</source>
        <translation>车辆已确认，正式合同还须签署（F10）。</translation>
    </message>
    <message>
        <source>Choose a car</source>
        <translation>换车</translation>
    </message>
    <message>
        <source>Another car for contract {no}</source>
        <translation>为合同 {no} 换一台车</translation>
    </message>
    <message>
        <source>Change of contract {no}</source>
        <translation>修改合同 {no}</translation>
    </message>
    <message>
        <source>Contract {no} signed</source>
        <translation>签署合同 {no}</translation>
    </message>
    <message>
        <source>Contract {no} cancelled</source>
        <translation>取消合同 {no}</translation>
    </message>
    <message>
        <source>Approval of contract {no}</source>
        <translation>审批合同 {no}</translation>
    </message>
    <message>
        <source>Contract {no} drawn</source>
        <translation>起草合同 {no}</translation>
    </message>
    <message>
        <source>Printout of {no}</source>
        <translation>打印 {no}</translation>
    </message>
    <message>
        <source>A prepayment becomes a deposit when the contract is signed.</source>
        <translation>订金在客户签署合同时转为定金。</translation>
    </message>
    <message>
        <source>To be approved</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>现在同步</translation>
    </message>
    <message>
        <source>The damaged file was set aside and a new one made; {n} unsent entries were saved.</source>
        <translation>已将损坏的文件移开并新建文件；保住了 {n} 条未上传的记录。</translation>
    </message>
    <message>
        <source>{n} entries of the outbox are missing in the data file</source>
        <translation>数据文件中缺少 {n} 条待上传的记录</translation>
    </message>
    <message>
        <source>The contract is this manager&apos;s own. Ask another manager.</source>
        <translation>这份合同由该经理本人办理，请找其他经理审批。</translation>
    </message>
    <message>
        <source>Template {version} is in force</source>
        <translation>合同模板 {version} 版在有效期内</translation>
    </message>
    <message>
        <source>Discount approved by {name}</source>
        <translation>优惠已由{name}批准</translation>
    </message>
    <message>
        <source>Discount within your limit: no approval needed</source>
        <translation>优惠在权限内，无需审批</translation>
    </message>
    <message>
        <source>Figures equal capitals: {words}</source>
        <translation>大小写金额一致：{words}</translation>
    </message>
    <message>
        <source>No deposit is entered</source>
        <translation>未填写定金</translation>
    </message>
    <message>
        <source>No prepayment is entered</source>
        <translation>未填写订金</translation>
    </message>
    <message>
        <source>{deposit} {share} % of the price, limit 20 %</source>
        <translation>{deposit} {share}%，未超过 20%</translation>
    </message>
    <message>
        <source>Taken back.</source>
        <translation>已收回。</translation>
    </message>
    <message>
        <source>Only the server leases cars.</source>
        <translation>只有服务器可以分配车辆占用权。</translation>
    </message>
    <message>
        <source>Nobody holds {vin}.</source>
        <translation>没有终端占用 {vin}。</translation>
    </message>
    <message>
        <source>The database does not answer: {why}. Start it, or mend the database URL.</source>
        <translation>数据库没有响应：{why}。请启动数据库，或更正数据库 URL。</translation>
    </message>
    <message>
        <source>The database is damaged. Put a backup in its place: showroom-server restore --replace FILE</source>
        <translation>数据库已损坏。请用备份替换：showroom-server restore --replace FILE</translation>
    </message>
    <message>
        <source>The disk cannot be used: {why}. Look at the folder, its rights and its room, then try again.</source>
        <translation>磁盘无法使用：{why}。请检查文件夹、其权限和剩余空间，然后重试。</translation>
    </message>
    <message>
        <source>The database URL is sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME.</source>
        <translation>数据库 URL 应为 sqlite:///FILE 或 postgresql+psycopg://USER:PASSWORD@HOST/NAME。</translation>
    </message>
    <message>
        <source>Another terminal had this contract signed first. A manager decides which signature stands.</source>
        <translation>这份合同已在另一台终端先行签署。哪份签署有效，由销售经理决定。</translation>
    </message>
    <message>
        <source>The data file is being repaired</source>
        <translation>正在修复数据文件</translation>
    </message>
    <message>
        <source>Please leave the program open.</source>
        <translation>请不要关闭程序。</translation>
    </message>
    <message>
        <source>Nothing that reached the centre is lost. What was not sent yet is saved from the file and from its second copy, and the damaged file is kept. Everything else is fetched from the centre again: that needs the network and takes a few minutes.</source>
        <translation>已送达中心的内容不会丢失。尚未发送的内容会从该文件及其第二份副本中取出保存，损坏的文件也会保留。其余内容从中心重新获取：需要网络，大约几分钟。</translation>
    </message>
    <message>
        <source>The data file of this terminal is damaged, and can be repaired now</source>
        <translation>本终端的数据文件已损坏，现在可以修复</translation>
    </message>
    <message>
        <source>Repair now</source>
        <translation>立即修复</translation>
    </message>
    <message>
        <source>fetched anew after the update; you can go on working</source>
        <translation>更新后正在重新获取，您可以继续工作</translation>
    </message>
    <message>
        <source>fetched from the beginning; you can go on working</source>
        <translation>正在从头获取，您可以继续工作</translation>
    </message>
    <message>
        <source>Contact with the centre</source>
        <translation>最后联系中心</translation>
    </message>
    <message>
        <source>Data here</source>
        <translation>本机数据</translation>
    </message>
    <message>
        <source>The repair needs the centre, which does not answer. Nothing was changed. Try again later.</source>
        <translation>修复需要连接中心，但中心没有响应。未做任何更改。请您稍后再试。</translation>
    </message>
    <message>
        <source>Work that was not sent is missing in the data file. Run: showroom doctor --repair</source>
        <translation>数据文件中缺少尚未发送的内容。请运行：showroom doctor --repair</translation>
    </message>
    <message>
        <source>Contract {name}</source>
        <translation>合同 {name}</translation>
    </message>
    <message>
        <source>Deal {name}</source>
        <translation>成交单 {name}</translation>
    </message>
    <message>
        <source>Car {name}</source>
        <translation>车辆 {name}</translation>
    </message>
    <message>
        <source>Model {name}</source>
        <translation>车型 {name}</translation>
    </message>
    <message>
        <source>Visit of {name}</source>
        <translation>{name}的进店</translation>
    </message>
    <message>
        <source>Test drive of {name}</source>
        <translation>{name} 的试驾</translation>
    </message>
    <message>
        <source>Energy {name}</source>
        <translation>能源类型 {name}</translation>
    </message>
    <message>
        <source>Check-list {name}</source>
        <translation>检查清单 {name}</translation>
    </message>
    <message>
        <source>Kind of paper</source>
        <translation>证件类型</translation>
    </message>
    <message>
        <source>Person or company</source>
        <translation>个人或单位</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>Kept file</source>
        <translation>保留的档案</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>Arrived on</source>
        <translation>到库日期</translation>
    </message>
    <message>
        <source>Interior</source>
        <translation>内饰</translation>
    </message>
    <message>
        <source>Engine number</source>
        <translation>发动机号</translation>
    </message>
    <message>
        <source>Certificate number</source>
        <translation>合格证号</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>品牌</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>车系</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>配置款</translation>
    </message>
    <message>
        <source>Model year</source>
        <translation>年款</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>能源</translation>
    </message>
    <message>
        <source>Seats</source>
        <translation>座位数</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>续航</translation>
    </message>
    <message>
        <source>Specification</source>
        <translation>规格</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>Chinese name</source>
        <translation>中文名称</translation>
    </message>
    <message>
        <source>Plugs in</source>
        <translation>可外接充电</translation>
    </message>
    <message>
        <source>Has a tank</source>
        <translation>有油箱</translation>
    </message>
    <message>
        <source>Drives by electricity</source>
        <translation>电力驱动</translation>
    </message>
    <message>
        <source>New energy</source>
        <translation>新能源</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>What it comes for</source>
        <translation>来做什么</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>客户要求</translation>
    </message>
    <message>
        <source>Entry {name}</source>
        <translation>记录 {name}</translation>
    </message>
    <message>
        <source>Bring the first back</source>
        <translation>恢复第一项</translation>
    </message>
    <message>
        <source>Overwritten by someone else</source>
        <translation>被他人覆盖</translation>
    </message>
    <message>
        <source>the later entry holds; you may bring the other back</source>
        <translation>以后录入的为准；您可以恢复另一个</translation>
    </message>
    <message>
        <source>Show all {n}</source>
        <translation>全部 {n} 项</translation>
    </message>
    <message>
        <source>Was entered: {value} — {who}, {when}</source>
        <translation>原录入：{value}（{who}，{when}）</translation>
    </message>
    <message>
        <source>Holds now: {value} — {who}, {when}</source>
        <translation>现在为：{value}（{who}，{when}）</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Bring back {value}</source>
        <translation>恢复 {value}</translation>
    </message>
    <message>
        <source>Somebody has brought this back already.</source>
        <translation>已经有人恢复了这一项。</translation>
    </message>
    <message>
        <source>the centre</source>
        <translation>中心</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>This field is changed at the centre only.</source>
        <translation>这一项只能在中心修改。</translation>
    </message>
    <message>
        <source>The key file {file} is damaged. Nothing else was changed. Run: showroom doctor --repair. If that does not help, ask for an enrolment code and run showroom enrol on this folder. The data file is set aside: what was not sent is in it.</source>
        <translation>密钥文件 {file} 已损坏，其他内容没有改动。请运行：showroom doctor --repair。若仍不行，请向管理员要一个注册码，对此文件夹运行 showroom enrol。原数据文件会另存在旁边：未上传的业务仍在其中。</translation>
    </message>
    <message>
        <source>With this price the deposit is above 20 %. Refund what is above ¥{most} first.</source>
        <translation>按此价格，定金超过 20%。请先退还超过 ¥{most} 的部分。</translation>
    </message>
    <message>
        <source>No answer from {server}. Check the address and the network, then try again.</source>
        <translation>{server} 没有响应。请检查地址和网络，然后重试。</translation>
    </message>
    <message>
        <source>before</source>
        <translation>原内容</translation>
    </message>
    <message>
        <source>mine</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>Name another car: --set vehicle=VIN, or the waiting list: --set vehicle=wait.</source>
        <translation>请指定另一辆车：--set vehicle=VIN；或列入候车名单：--set vehicle=wait。</translation>
    </message>
    <message>
        <source>{user} may sign here until {until}, without a network too.</source>
        <translation>{user} 在本机可签约到 {until}，断网也可以。</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Your signing</source>
        <translation>您的签约授权</translation>
    </message>
    <message>
        <source>Others&apos; signing</source>
        <translation>其他人的签约授权</translation>
    </message>
    <message>
        <source>Contract templates</source>
        <translation>合同模板</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Pictures and papers added here</source>
        <translation>在这里添加的图片与文件</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在检测…</translation>
    </message>
    <message>
        <source>Do not leave yet: {n} thing must be done</source>
        <translation>还不能出发：{n} 项必须处理</translation>
    </message>
    <message>
        <source>Do not leave yet: {n} things must be done</source>
        <translation>还不能出发：{n} 项必须处理</translation>
    </message>
    <message>
        <source>You may leave; {n} thing is worth a look</source>
        <translation>可以出发，{n} 项建议处理</translation>
    </message>
    <message>
        <source>You may leave; {n} things are worth a look</source>
        <translation>可以出发，{n} 项建议处理</translation>
    </message>
    <message>
        <source>Ready: you may leave</source>
        <translation>全部就绪，可以出发</translation>
    </message>
    <message>
        <source>Check before a show</source>
        <translation>车展准备检查</translation>
    </message>
    <message>
        <source>Only a manager of this branch lets a sign-in last for a show.</source>
        <translation>只有本店经理可以担保车展期间的签约授权。</translation>
    </message>
    <message>
        <source>A sign-in for a show lasts between 1 and {days} days.</source>
        <translation>车展签约授权可为 1 至 {days} 天。</translation>
    </message>
    <message>
        <source>Connect this terminal to the network of the showroom and measure again.</source>
        <translation>请把本机接入展厅网络，再重新检测。</translation>
    </message>
    <message>
        <source>not measured: the centre does not answer</source>
        <translation>未能检测：中心没有回应</translation>
    </message>
    <message>
        <source>{n} s off the centre&apos;s</source>
        <translation>与中心差 {n} 秒</translation>
    </message>
    <message>
        <source>Set the clock of this computer, or let the system set it.</source>
        <translation>请校准本机时钟，或让系统自动校时。</translation>
    </message>
    <message>
        <source>not brought up to date: the centre does not answer</source>
        <translation>未能更新：中心没有回应</translation>
    </message>
    <message>
        <source>Look at the sync page, then measure again.</source>
        <translation>请先查看同步页，再重新检测。</translation>
    </message>
    <message>
        <source>{n} entries have not gone up</source>
        <translation>还有 {n} 项没有上传</translation>
    </message>
    <message>
        <source>up to date just now, every row verified</source>
        <translation>刚刚更新，逐行核对无误</translation>
    </message>
    <message>
        <source>no car is leased until it is returned</source>
        <translation>没有一台车租到归还为止</translation>
    </message>
    <message>
        <source>{n} cars leased until they are returned</source>
        <translation>{n} 台已租到归还为止</translation>
    </message>
    <message>
        <source>{said}; {n} only for today</source>
        <translation>{said}；另有 {n} 台只到今天</translation>
    </message>
    <message>
        <source>{n} of {count} pictures of the leased cars are not here</source>
        <translation>已租车辆的 {count} 张图片中有 {n} 张不在本机</translation>
    </message>
    <message>
        <source>{n} pictures of the leased cars are here</source>
        <translation>已租车辆的 {n} 张图片都在本机</translation>
    </message>
    <message>
        <source>{n} pictures or papers have not gone up</source>
        <translation>有 {n} 个图片或文件还没有上传</translation>
    </message>
    <message>
        <source>everything that was added here is at the centre</source>
        <translation>在这里添加的都已到中心</translation>
    </message>
    <message>
        <source>nobody else signs in here</source>
        <translation>本机没有其他人登录</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>{name}: {days} d {hours} h</source>
        <translation>{name}：{days} 天 {hours} 小时</translation>
    </message>
    <message>
        <source>{name}: over</source>
        <translation>{name}：已到期</translation>
    </message>
    <message>
        <source>a contract template is missing</source>
        <translation>缺少合同模板</translation>
    </message>
    <message>
        <source>Sync, or ask the administrator.</source>
        <translation>请先同步，或联系管理员。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Connect a printer and print one page. Without one, contracts can only be saved as PDF.</source>
        <translation>请接上打印机并打印一页；没有打印机时，合同只能存为 PDF。</translation>
    </message>
    <message>
        <source>this computer knows no printer</source>
        <translation>本机没有打印机</translation>
    </message>
    <message>
        <source>{n} GB free</source>
        <translation>可用 {n} GB</translation>
    </message>
    <message>
        <source>Make room on the disk.</source>
        <translation>请清理磁盘空间。</translation>
    </message>
    <message>
        <source>made just now, {n} rows, verified: {file}</source>
        <translation>刚刚完成，{n} 行，已核对：{file}</translation>
    </message>
    <message>
        <source>What was measured</source>
        <translation>检查项</translation>
    </message>
    <message>
        <source>measured here and now, not remembered</source>
        <translation>在本机实测，不看记忆</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>全部重测</translation>
    </message>
    <message>
        <source>{ready} ready, {advice} to look at, {must} to do</source>
        <translation>{ready} 项就绪，{advice} 项建议，{must} 项必须</translation>
    </message>
    <message>
        <source>Measured at {time}</source>
        <translation>{time} 实测</translation>
    </message>
    <message>
        <source>Let your signing last for the show</source>
        <translation>延长车展期间的签约授权</translation>
    </message>
    <message>
        <source>For</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Sign in for the show</source>
        <translation>车展登录</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Must be done</source>
        <translation>必须</translation>
    </message>
    <message>
        <source>The centre has not given this car to this desk: nobody answers, or another desk was faster. Try again with a network, or print a provisional order (F10).</source>
        <translation>中心没有把这台车的租约给本机：联系不上，或已被其他终端领走。请联网后重试，或按 F10 打印暂定订单。</translation>
    </message>
    <message>
        <source>{file} is a folder. Name a file in it.</source>
        <translation>{file} 是文件夹。请指定其中的一个文件。</translation>
    </message>
    <message>
        <source>{file} is damaged, or no backup of this terminal. Nothing was changed. Take another backup.</source>
        <translation>{file} 已损坏，或不是本终端的备份。未作任何更改。请换一个备份。</translation>
    </message>
    <message>
        <source>{terminal} does not work at this branch.</source>
        <translation>{terminal} 不在这家门店工作。</translation>
    </message>
    <message>
        <source>But version {version} was signed after it.</source>
        <translation>但此后又签署了第 {version} 版。</translation>
    </message>
    <message>
        <source>A picture or paper did not arrive whole. It is fetched again next time.</source>
        <translation>一张图片或一份文件没有完整到达，下次会重新获取。</translation>
    </message>
    <message>
        <source>File {name}</source>
        <translation>文件 {name}</translation>
    </message>
    <message>
        <source>Picture of a model</source>
        <translation>车型图片</translation>
    </message>
    <message>
        <source>What the file belongs to is not here.</source>
        <translation>文件所属的内容不在这里。</translation>
    </message>
    <message>
        <source>A file is not described as it must be.</source>
        <translation>文件的说明不符合要求。</translation>
    </message>
    <message>
        <source>A picture or paper on this computer is damaged. It is fetched again when the centre has it.</source>
        <translation>这台电脑上的一张图片或一份文件已损坏。中心有副本时会重新获取。</translation>
    </message>
    <message>
        <source>The file belongs to contract {no} now. It goes up with the next sync.</source>
        <translation>文件已归入合同 {no}，下次同步时上传。</translation>
    </message>
    <message>
        <source>No files.</source>
        <translation>没有文件。</translation>
    </message>
    <message>
        <source>Contract {no} has no file with the id {id}. See: showroom contract attachments {no}</source>
        <translation>合同 {no} 没有编号为 {id} 的文件。请运行：showroom contract attachments {no}</translation>
    </message>
    <message>
        <source>Model {model} has this picture now. It goes up with the next sync.</source>
        <translation>车型 {model} 已换上这张图片，下次同步时上传。</translation>
    </message>
    <message>
        <source>The picture is damaged or no picture. Take it again, or save it anew.</source>
        <translation>图片已损坏，或者不是图片。请重新拍摄或重新保存。</translation>
    </message>
    <message>
        <source>The picture has {given} megapixels, and at most {most} are taken. Save it smaller, then try again.</source>
        <translation>图片有 {given} 百万像素，最多 {most} 百万像素。请缩小保存后再试。</translation>
    </message>
    <message>
        <source>This is no file of a known kind. Take a JPEG, PNG or WebP picture, a PDF or an MP4 video.</source>
        <translation>无法识别这种文件。请使用 JPEG、PNG 或 WebP 图片，PDF，或 MP4 视频。</translation>
    </message>
    <message>
        <source>The file is too large or empty: it has {size} MB, and at most {most} MB are taken.</source>
        <translation>文件过大或为空：大小为 {size} MB，最多 {most} MB。</translation>
    </message>
    <message>
        <source>The contract is not signed yet. Sign it first, or name a file.</source>
        <translation>合同尚未签署。请先签署，或指定一个文件。</translation>
    </message>
    <message>
        <source>The file is still on the computer where it was taken in. Try again later.</source>
        <translation>文件仍在录入它的那台电脑上。请稍后再试。</translation>
    </message>
    <message>
        <source>{file} cannot be read. Look whether it is there.</source>
        <translation>无法读取 {file}。请确认文件是否存在。</translation>
    </message>
    <message>
        <source>The catalogue has no model {model}.</source>
        <translation>目录中没有车型 {model}。</translation>
    </message>
    <message>
        <source>The upload is at byte {offset}.</source>
        <translation>上传已到第 {offset} 字节。</translation>
    </message>
    <message>
        <source>What arrived is not what was announced. It is sent anew.</source>
        <translation>收到的内容与所声明的不符，将重新发送。</translation>
    </message>
    <message>
        <source>The server has no such picture or paper for this terminal.</source>
        <translation>服务器没有供这台终端使用的这张图片或这份文件。</translation>
    </message>
    <message>
        <source>{terminal} is open again. Nothing that was not sent is lost. Others sign in online once more.</source>
        <translation>{terminal} 已重新打开。尚未上传的内容没有丢失。其他人需联网再登录一次。</translation>
    </message>
    <message>
        <source>The passphrase in SHOWROOM_KEYCHAIN_PASSPHRASE does not open the keychain file. Set the right one. If it is lost, ask the administrator for a recovery code, choose a new passphrase and run: showroom recover --code CODE. What was not sent is kept.</source>
        <translation>SHOWROOM_KEYCHAIN_PASSPHRASE 中的口令打不开钥匙串文件。请设置正确的口令。如果已经遗失，请向管理员索取恢复码，另选一个新口令，然后运行：showroom recover --code 恢复码。尚未上传的内容都会保留。</translation>
    </message>
    <message>
        <source>The keychain file {file} is damaged. Put a copy of it back. Without one, ask the administrator for a recovery code and run: showroom recover --code CODE. What was not sent is kept.</source>
        <translation>钥匙串文件 {file} 已损坏。请放回它的备份。没有备份时，请向管理员索取恢复码，然后运行：showroom recover --code 恢复码。尚未上传的内容都会保留。</translation>
    </message>
    <message>
        <source>An administrator makes one for this terminal: showroom-server recovery-code</source>
        <translation>由管理员为本终端生成：showroom-server recovery-code</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>What was not sent is kept. If the keychain can be put back as it was, do that and sign in again. If it is lost, the centre gives the key back for a recovery code and your password: that needs the network. Everyone else then signs in online once more.</source>
        <translation>尚未上传的内容都会保留。如果钥匙串能恢复原状，请先恢复，再重新登录。如果已经丢失，凭恢复码和您的密码可以从总部取回密钥，这需要网络。之后其他人需联网再登录一次。</translation>
    </message>
    <message>
        <source>This computer&apos;s keychain cannot open the data any more</source>
        <translation>这台电脑的钥匙串已打不开数据</translation>
    </message>
    <message>
        <source>I have a recovery code</source>
        <translation>我有恢复码</translation>
    </message>
    <message>
        <source>Give the recovery code</source>
        <translation>请输入恢复码</translation>
    </message>
    <message>
        <source>A terminal notes only what it did with its own keys.</source>
        <translation>终端只能记录它对自己密钥所做的事。</translation>
    </message>
    <message>
        <source>The secrets of this terminal are in the keychain “{recorded}”, but “{now}” is in use. Set SHOWROOM_KEYCHAIN as before. If the old keychain is lost, ask the administrator for a recovery code and run: showroom recover --code CODE. What was not sent is kept.</source>
        <translation>本终端的密钥在钥匙串“{recorded}”中，但现在使用的是“{now}”。请把 SHOWROOM_KEYCHAIN 设回原值。如果原来的钥匙串已经丢失，请向管理员索取恢复码，然后运行：showroom recover --code 恢复码。尚未上传的内容都会保留。</translation>
    </message>
    <message>
        <source>The keychain no longer knows this terminal. Put it back as it was. If it is lost, ask the administrator for a recovery code and run: showroom recover --code CODE. What was not sent is kept.</source>
        <translation>钥匙串中已没有本终端的密钥。请把钥匙串恢复原状。如果已经丢失，请向管理员索取恢复码，然后运行：showroom recover --code 恢复码。尚未上传的内容都会保留。</translation>
    </message>
    <message>
        <source>{terminal} was revoked. A revoked terminal gets nothing back.</source>
        <translation>{terminal} 已被停用。已停用的终端不能恢复。</translation>
    </message>
    <message>
        <source>This recovery code is wrong, used up, expired or another terminal&apos;s. Ask the administrator for a new one.</source>
        <translation>这个恢复码有误、已用过、已过期，或属于另一台终端。请向管理员索取新的恢复码。</translation>
    </message>
    <message>
        <source>No model fits.</source>
        <translation>没有符合的车型。</translation>
    </message>
    <message>
        <source>Name two to four models to compare.</source>
        <translation>请给出 2 至 4 款车型来对比。</translation>
    </message>
    <message>
        <source>Say at least one thing that is needed: --budget, --use, --seats …</source>
        <translation>请至少给出一项需求：--budget、--use、--seats……</translation>
    </message>
    <message>
        <source>No model suits.</source>
        <translation>没有适合的车型。</translation>
    </message>
    <message>
        <source>There is no model {model}. `catalogue list` names them.</source>
        <translation>没有车型 {model}。`catalogue list` 可列出全部车型。</translation>
    </message>
    <message>
        <source>{here} here, {elsewhere} elsewhere, {coming} on the way</source>
        <translation>本店 {here} 台，外店 {elsewhere} 台，在途 {coming} 台</translation>
    </message>
    <message>
        <source>Price and monthly amount</source>
        <translation>价格与月供</translation>
    </message>
    <message>
        <source>{months} months, {down} % down or more</source>
        <translation>{months}期，首付{down}%起</translation>
    </message>
    <message>
        <source>With purchase tax</source>
        <translation>含购置税</translation>
    </message>
    <message>
        <source>Monthly ({terms})</source>
        <translation>月供（{terms}）</translation>
    </message>
    <message>
        <source>At this branch</source>
        <translation>本店现车</translation>
    </message>
    <message>
        <source>At other branches</source>
        <translation>外店现车</translation>
    </message>
    <message>
        <source>On their way</source>
        <translation>在途</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Days in stock</source>
        <translation>库龄</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>家庭用车</translation>
    </message>
    <message>
        <source>To work and about town</source>
        <translation>上下班与市区代步</translation>
    </message>
    <message>
        <source>Long trips</source>
        <translation>长途出行</translation>
    </message>
    <message>
        <source>Business</source>
        <translation>商务接待</translation>
    </message>
    <message>
        <source>Snow, hills, rough roads</source>
        <translation>雪地、山路与烂路</translation>
    </message>
    <message>
        <source>Driving for pleasure</source>
        <translation>驾驶乐趣</translation>
    </message>
    <message>
        <source>{cost} with tax: {over} over the budget</source>
        <translation>含税 {cost}，超出预算 {over}</translation>
    </message>
    <message>
        <source>{cost} with tax: {left} below the budget</source>
        <translation>含税 {cost}，比预算少 {left}</translation>
    </message>
    <message>
        <source>{cost} a month: {over} above what was named</source>
        <translation>月供 {cost}，超出要求 {over}</translation>
    </message>
    <message>
        <source>{cost} a month: {left} below what was named</source>
        <translation>月供 {cost}，比要求少 {left}</translation>
    </message>
    <message>
        <source>{use}: the catalogue does not say</source>
        <translation>{use}：车型目录没有相关资料</translation>
    </message>
    <message>
        <source>{use}: {good}</source>
        <translation>{use}：{good}</translation>
    </message>
    <message>
        <source>{use}: but {bad}</source>
        <translation>{use}：但{bad}</translation>
    </message>
    <message>
        <source>{use}: {good}; but {bad}</source>
        <translation>{use}：{good}；但{bad}</translation>
    </message>
    <message>
        <source>{energy}, as asked</source>
        <translation>{energy}，符合要求</translation>
    </message>
    <message>
        <source>{energy}; asked for: {asked}</source>
        <translation>{energy}；要求：{asked}</translation>
    </message>
    <message>
        <source>Filled up in minutes, wherever one is</source>
        <translation>几分钟即可补能，不受续航限制</translation>
    </message>
    <message>
        <source>The catalogue does not say how far it goes</source>
        <translation>车型目录没有续航资料</translation>
    </message>
    <message>
        <source>Goes {own:,} km; {asked:,} km asked for</source>
        <translation>续航 {own:,} km，要求 {asked:,} km</translation>
    </message>
    <message>
        <source>Goes only {own:,} km; {asked:,} km asked for</source>
        <translation>续航只有 {own:,} km，要求 {asked:,} km</translation>
    </message>
    <message>
        <source>The catalogue does not say how many seats it has</source>
        <translation>车型目录没有座位数</translation>
    </message>
    <message>
        <source>{own} seats; {asked} asked for</source>
        <translation>{own} 座，要求 {asked} 座</translation>
    </message>
    <message>
        <source>{own} seats for {asked}</source>
        <translation>{own} 座，满足 {asked} 人</translation>
    </message>
    <message>
        <source>, {n} of them in {colour}</source>
        <translation>，其中{colour} {n} 台</translation>
    </message>
    <message>
        <source>; too late: it takes about {days} days</source>
        <translation>；来不及：约需 {days} 天</translation>
    </message>
    <message>
        <source>{n} stands here</source>
        <translation>本店现车 {n} 台</translation>
    </message>
    <message>
        <source>{n} stand here</source>
        <translation>本店现车 {n} 台</translation>
    </message>
    <message>
        <source>{n} stands at another branch</source>
        <translation>外店现车 {n} 台</translation>
    </message>
    <message>
        <source>{n} stand at other branches</source>
        <translation>外店现车 {n} 台</translation>
    </message>
    <message>
        <source>{n} is on its way</source>
        <translation>在途 {n} 台</translation>
    </message>
    <message>
        <source>{n} are on their way</source>
        <translation>在途 {n} 台</translation>
    </message>
    <message>
        <source>None in stock; it would have to be ordered</source>
        <translation>没有现车，需要订车</translation>
    </message>
    <message>
        <source>white</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑色</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰色</translation>
    </message>
    <message>
        <source>silver</source>
        <translation>银色</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>棕色</translation>
    </message>
    <message>
        <source>gold</source>
        <translation>金色</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>purple</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>黄色</translation>
    </message>
    <message>
        <source>beige</source>
        <translation>米色</translation>
    </message>
    <message>
        <source>One has stood for {n} day</source>
        <translation>库龄最长 {n} 天</translation>
    </message>
    <message>
        <source>One has stood for {n} days</source>
        <translation>库龄最长 {n} 天</translation>
    </message>
    <message>
        <source>{said}: a better price may be asked for</source>
        <translation>{said}，可申请清库优惠</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>车型对比</translation>
    </message>
    <message>
        <source>List prices of the day. The monthly amount is an example, no offer of a loan.</source>
        <translation>价格为当日厂商指导价。月供仅为示例，不构成贷款要约。</translation>
    </message>
    <message>
        <source>What is best in a row is printed in bold.</source>
        <translation>每行最优者以粗体标出。</translation>
    </message>
    <message>
        <source>Four models can be compared at once. Take one out first.</source>
        <translation>最多同时对比 4 款，请先移出一款。</translation>
    </message>
    <message>
        <source>Choose at least two models to compare.</source>
        <translation>请至少选择 2 款车型来对比。</translation>
    </message>
    <message>
        <source>There is no demonstrator of this model here.</source>
        <translation>本店没有这款车型的试驾车。</translation>
    </message>
    <message>
        <source>The contract has no “{name}”. It has: {known}.</source>
        <translation>合同里没有“{name}”，现有：{known}。</translation>
    </message>
    <message>
        <source>{no} has no amendment {number}. It has {count}.</source>
        <translation>{no} 没有第 {number} 份补充协议，共有 {count} 份。</translation>
    </message>
    <message>
        <source>This file is not known here any more.</source>
        <translation>本机已没有这个文件的记录。</translation>
    </message>
    <message>
        <source>This PDF is damaged or needs a password. It is kept as it is, but cannot be shown here.</source>
        <translation>这个 PDF 已损坏或需要密码。文件原样保留，但不能在这里显示。</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation>第 {n} / {count} 张</translation>
    </message>
    <message>
        <source>It cannot be shown now</source>
        <translation>现在无法显示</translation>
    </message>
    <message>
        <source>This computer has no player for films. Save a copy to watch it, or have one installed.</source>
        <translation>此电脑没有影片播放器。请另存副本观看，或请人安装播放器。</translation>
    </message>
    <message>
        <source>No pictures</source>
        <translation>没有图片</translation>
    </message>
    <message>
        <source>There is nothing to see here yet.</source>
        <translation>这里还没有可看的图片。</translation>
    </message>
    <message>
        <source>Picture of {model}; Enter shows it large</source>
        <translation>{model} 的图片，按 Enter 放大</translation>
    </message>
    <message>
        <source>Drawing of {model}</source>
        <translation>{model} 的示意图</translation>
    </message>
    <message>
        <source>Show it large</source>
        <translation>放大查看</translation>
    </message>
    <message>
        <source>It waits for a manager&apos;s approval: showroom reversals approve {id}</source>
        <translation>正在等待经理审批：showroom reversals approve {id}</translation>
    </message>
    <message>
        <source>What becomes of this deposit was decided when the contract was cancelled. To give it back needs a manager&apos;s approval.</source>
        <translation>这笔定金如何处理，取消合同时已经决定。现在要退，须经经理审批。</translation>
    </message>
    <message>
        <source>A deposit (定金) is given back by one person only once the contract is cancelled with “It goes back”. Before that it needs a manager&apos;s approval.</source>
        <translation>定金只有在合同取消并定为“退还”之后，才能由一人直接退。在此之前须经理批准。</translation>
    </message>
    <message>
        <source>You took this money in yourself. To give it back needs the approval of a manager who is somebody else.</source>
        <translation>这笔款是您自己经手收取的，须由另一位经理批准才能退。</translation>
    </message>
    <message>
        <source>You asked for this yourself. Another manager has to approve it.</source>
        <translation>这是您自己申请的，须由另一位经理审批。</translation>
    </message>
    <message>
        <source>Only a deposit (定金) is returned twofold, and all of it.</source>
        <translation>只有定金才双倍返还，而且须全额返还。</translation>
    </message>
    <message>
        <source>The shift of this receipt is closed. Refund it instead.</source>
        <translation>这张收据所在的班次已交班，不能作废。请改为退款。</translation>
    </message>
    <message>
        <source>This receipt was made of {no} when the contract was signed. Refund it instead.</source>
        <translation>这张收据是签约时由 {no} 转成的，不能作废。请改为退款。</translation>
    </message>
    <message>
        <source>Part of this receipt was given back. Refund the rest instead.</source>
        <translation>这张收据已退过一部分，不能作废。请改为退还余款。</translation>
    </message>
    <message>
        <source>This refund needs a manager&apos;s approval.</source>
        <translation>这笔退款需要经理审批。</translation>
    </message>
    <message>
        <source>What goes back is not what was approved.</source>
        <translation>退回的款项与批准的内容不一致。</translation>
    </message>
    <message>
        <source>This money was given back already.</source>
        <translation>这笔款已经退过了。</translation>
    </message>
    <message>
        <source>Who asks does not approve.</source>
        <translation>申请人不能审批自己的申请。</translation>
    </message>
    <message>
        <source>A manager decides this, and signs it.</source>
        <translation>这由经理决定并签名。</translation>
    </message>
    <message>
        <source>{user} may not approve this. Ask a manager.</source>
        <translation>{user} 无权审批此事，请找经理。</translation>
    </message>
    <message>
        <source>A void, a penalty, and a refund above ¥{alone} need a manager&apos;s approval.</source>
        <translation>作废、双倍返还，以及超过 ¥{alone} 的退款，都需要经理审批。</translation>
    </message>
    <message>
        <source>Somebody has asked for this already. It waits for a manager.</source>
        <translation>已有人提出申请，正在等待经理审批。</translation>
    </message>
    <message>
        <source>Say why not.</source>
        <translation>请说明不批准的原因。</translation>
    </message>
    <message>
        <source>Somebody decided this meanwhile. Look at the list again.</source>
        <translation>这件事已有人处理，请重新查看列表。</translation>
    </message>
    <message>
        <source>File taken back</source>
        <translation>文件已撤回</translation>
    </message>
    <message>
        <source>{name} was taken back.</source>
        <translation>{name} 已撤回。</translation>
    </message>
    <message>
        <source>There is no customer {id} here.</source>
        <translation>本机没有客户 {id}。</translation>
    </message>
    <message>
        <source>{name} is at the centre already, and papers are never removed there. Add the right one too.</source>
        <translation>{name} 已在中心，中心的文件不能删除。请再添加正确的那份。</translation>
    </message>
    <message>
        <source>A model is shown by a picture or a film. Take a JPEG, PNG, WebP or MP4 file.</source>
        <translation>车型用图片或影片展示。请选择 JPEG、PNG、WebP 或 MP4 文件。</translation>
    </message>
    <message>
        <source>Parties</source>
        <translation>当事人</translation>
    </message>
    <message>
        <source>Price sheet</source>
        <translation>价格清单</translation>
    </message>
    <message>
        <source>Place of handover</source>
        <translation>交付地点</translation>
    </message>
    <message>
        <source>Further terms</source>
        <translation>其他约定</translation>
    </message>
    <message>
        <source>Collected for others</source>
        <translation>代收费用</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>应付合计</translation>
    </message>
    <message>
        <source>Plates</source>
        <translation>上牌</translation>
    </message>
    <message>
        <source>{amount} off the new car</source>
        <translation>{amount} 抵新车价款</translation>
    </message>
    <message>
        <source>its lender</source>
        <translation>其贷款机构</translation>
    </message>
    <message>
        <source>{amount} to {name}</source>
        <translation>{amount} 付给{name}</translation>
    </message>
    <message>
        <source>{plate} is worth {amount}</source>
        <translation>{plate} 作价 {amount}</translation>
    </message>
    <message>
        <source>{what}: {parts}</source>
        <translation>{what}：{parts}</translation>
    </message>
    <message>
        <source>The amendment is being made</source>
        <translation>正在生成补充协议</translation>
    </message>
    <message>
        <source>Mend what is marked first</source>
        <translation>请先改正标出的内容</translation>
    </message>
    <message>
        <source>Nothing is changed yet</source>
        <translation>还没有改动</translation>
    </message>
    <message>
        <source>A manager must approve this price</source>
        <translation>这个价格需要经理审批</translation>
    </message>
    <message>
        <source>A manager must approve what is paid out</source>
        <translation>付出的差额须由经理审批</translation>
    </message>
    <message>
        <source>Print amendment {n}</source>
        <translation>打印补充协议 {n}</translation>
    </message>
    <message>
        <source>As signed</source>
        <translation>原约定</translation>
    </message>
    <message>
        <source>As amended</source>
        <translation>变更后</translation>
    </message>
    <message>
        <source>Follows from it</source>
        <translation>随之计算</translation>
    </message>
    <message>
        <source>Print and sign · amendment to {no}</source>
        <translation>打印与签署 · {no} 的补充协议</translation>
    </message>
    <message>
        <source>New add-on</source>
        <translation>增加加装</translation>
    </message>
    <message>
        <source>Give a name and an amount</source>
        <translation>请填写名称和金额</translation>
    </message>
    <message>
        <source>Take back {name}</source>
        <translation>撤回 {name}</translation>
    </message>
    <message>
        <source>Take out of the contract</source>
        <translation>从合同中去掉</translation>
    </message>
    <message>
        <source>No price goes below zero. A manager approves on this screen.</source>
        <translation>价格不会低于零。请经理在本屏审批。</translation>
    </message>
    <message>
        <source>{name} approved what is paid out</source>
        <translation>{name}已批准付出差额</translation>
    </message>
    <message>
        <source>{name} approved this price</source>
        <translation>{name} 已批准这个价格</translation>
    </message>
    <message>
        <source>{amount} are paid out to {name}.</source>
        <translation>{amount} 付给{name}。</translation>
    </message>
    <message>
        <source>Your lowest price is {price}. A manager approves on this screen.</source>
        <translation>您的最低价是 {price}。请经理在本屏审批。</translation>
    </message>
    <message>
        <source>Amend</source>
        <translation>补充变更</translation>
    </message>
    <message>
        <source>Amend contract {no}</source>
        <translation>变更合同 {no}</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>改动内容</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃变更</translation>
    </message>
    <message>
        <source>Sign the amendment</source>
        <translation>签署补充协议</translation>
    </message>
    <message>
        <source>{buyer} signed version {n}. It stays as it was signed; the amendment is a paper of its own.</source>
        <translation>{buyer} 已签第 {n} 版。原合同保持不变，补充协议单独成文。</translation>
    </message>
    <message>
        <source>The customer signs the amendment next.</source>
        <translation>接下来由客户签署补充协议。</translation>
    </message>
    <message>
        <source>To pay: unchanged</source>
        <translation>应付合计：不变</translation>
    </message>
    <message>
        <source>To pay: ¥{amount} more</source>
        <translation>应付合计：增加 ¥{amount}</translation>
    </message>
    <message>
        <source>To pay: ¥{amount} less</source>
        <translation>应付合计：减少 ¥{amount}</translation>
    </message>
    <message>
        <source>No answer from the centre. Your password is the same at every terminal, so changing it needs the network. Sign in with the old one; should it not be taken any more, the change arrived: then take the new one, online.</source>
        <translation>总部没有应答。您的密码在所有终端上是同一个，所以修改密码需要网络。请用旧密码登录；如果旧密码已不被接受，说明修改已经生效，请联网用新密码登录。</translation>
    </message>
    <message>
        <source>The new password is needed: SHOWROOM_NEW_PASSWORD, or a line of standard input.</source>
        <translation>需要新密码：SHOWROOM_NEW_PASSWORD，或标准输入的一行。</translation>
    </message>
    <message>
        <source>{user} has a new password now. Other terminals take it at their next contact.</source>
        <translation>{user} 的密码已修改。其他终端在下次联网后使用新密码。</translation>
    </message>
    <message>
        <source>Your password or your rights were changed</source>
        <translation>您的密码或权限已变更</translation>
    </message>
    <message>
        <source>Give your password of now; that needs the network. What you entered is kept.</source>
        <translation>请输入您现在的密码，这需要网络。您已输入的内容都会保留。</translation>
    </message>
    <message>
        <source>This password is one of the first that anybody would try. Take a few words that belong to you.</source>
        <translation>这是人人都会先试的密码。请用几个属于您自己的词。</translation>
    </message>
    <message>
        <source>Keys of this terminal</source>
        <translation>本终端的密钥</translation>
    </message>
    <message>
        <source>Your password or your rights were changed at the centre. Sign in again: showroom login</source>
        <translation>您的密码或权限已在总部变更。请重新登录：showroom login</translation>
    </message>
    <message>
        <source>Your rights have changed. Sign out, then sign in again.</source>
        <translation>您的权限已变更。请先退出，再重新登录。</translation>
    </message>
    <message>
        <source>This terminal may not have heard of it yet. Type the new one, then:</source>
        <translation>本终端可能还不知道。请输入新密码，然后：</translation>
    </message>
    <message>
        <source>Did you change it elsewhere, or get a new one?</source>
        <translation>您在别处改过密码，或拿到了新密码？</translation>
    </message>
    <message>
        <source>At least 8 characters</source>
        <translation>至少 8 个字符</translation>
    </message>
    <message>
        <source>Anybody would try this one</source>
        <translation>这是人人都会先试的密码</translation>
    </message>
    <message>
        <source>Fair; longer is better: a few words that belong to you</source>
        <translation>尚可；越长越好：用几个属于您自己的词</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>很好</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>修改密码</translation>
    </message>
    <message>
        <source>Present password</source>
        <translation>现在的密码</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>New password once more</source>
        <translation>再输一次新密码</translation>
    </message>
    <message>
        <source>It is your password at every terminal. Changing it needs the network; other terminals take the new one at their next contact and not the old one any more.</source>
        <translation>这是您在所有终端上的密码。修改密码需要网络；其他终端在下次联网后只认新密码，不再认旧密码。</translation>
    </message>
    <message>
        <source>This is not your present password.</source>
        <translation>这不是您现在的密码。</translation>
    </message>
    <message>
        <source>Your password is changed</source>
        <translation>您的密码已修改</translation>
    </message>
    <message>
        <source>An identity number has 18 characters; this one has {count}. For another paper choose its kind.</source>
        <translation>身份证号为 18 位，这里是 {count} 位。其他证件请改选证件类型。</translation>
    </message>
    <message>
        <source>No region has the code {region}. Compare the first six digits with the card.</source>
        <translation>没有行政区划代码 {region}，请对照证件检查前六位。</translation>
    </message>
    <message>
        <source>The identity number holds no real birth date ({digits}). Compare it with the card.</source>
        <translation>身份证号中的出生日期（{digits}）不存在，请对照证件更正。</translation>
    </message>
    <message>
        <source>A digit of the identity number is wrong. Compare it with the card.</source>
        <translation>身份证号有一位不对，请对照证件更正。</translation>
    </message>
    <message>
        <source>A character of the credit code is wrong. Compare it with the licence.</source>
        <translation>统一社会信用代码有一位不对，请对照营业执照更正。</translation>
    </message>
    <message>
        <source>“{phone}” is not a telephone number. Write its digits only, with + before a country code.</source>
        <translation>“{phone}”不是电话号码。请只填数字，国家代码前加 +。</translation>
    </message>
    <message>
        <source>The password is wrong. Tries left before a lock of {minutes} minutes: {left}.</source>
        <translation>密码不对。再错 {left} 次将锁定 {minutes} 分钟。</translation>
    </message>
    <message>
        <source>The password is wrong once more. No other is taken for {minutes} minutes.</source>
        <translation>密码又错了，{minutes} 分钟内不能再试。</translation>
    </message>
    <message>
        <source>The password is wrong. Type it again.</source>
        <translation>密码不对，请重新输入。</translation>
    </message>
    <message>
        <source>Everything is on this terminal. Sign in with the password you gave, from now on offline too.</source>
        <translation>资料已全部下载到本机。请用刚才的密码登录，以后离线也可以。</translation>
    </message>
    <message>
        <source>No car fits. Try fewer words, the model&apos;s name or the last digits of the VIN.</source>
        <translation>没有符合的车。请少输几个字，或输入车型、VIN 后几位。</translation>
    </message>
    <message>
        <source>The account or the password is wrong. Type both again.</source>
        <translation>账号或密码不对，请重新输入。</translation>
    </message>
    <message>
        <source>Nobody here fits these words.</source>
        <translation>没有符合的客户。</translation>
    </message>
    <message>
        <source>to correct</source>
        <translation>待更正</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>盖章</translation>
    </message>
    <message>
        <source>None yet. Drop a scan or a photo here, or add it.</source>
        <translation>还没有文件。把扫描件或照片拖到这里，或点击添加。</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Not added</source>
        <translation>未添加</translation>
    </message>
    <message>
        <source>Pictures, PDF and video ({types})</source>
        <translation>图片、PDF 和视频 ({types})</translation>
    </message>
    <message>
        <source>{who}, {when}.</source>
        <translation>{who}，{when}。</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>待上传</translation>
    </message>
    <message>
        <source>Waits to go up. Until then you can take it back.</source>
        <translation>等待上传，上传前可以撤回。</translation>
    </message>
    <message>
        <source>Safe</source>
        <translation>已存好</translation>
    </message>
    <message>
        <source>At the centre, and on this computer: opens without a network.</source>
        <translation>中心和本机都有，没有网络也能打开。</translation>
    </message>
    <message>
        <source>At the centre only. With a network it opens here too.</source>
        <translation>只在中心，有网络时这里也能打开。</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>在别处</translation>
    </message>
    <message>
        <source>Still on the computer where it was added. If that one is gone, add the file here again.</source>
        <translation>还在添加它的那台电脑上。如果那台已不在，请在这里重新添加。</translation>
    </message>
    <message>
        <source>Added: {files}</source>
        <translation>已添加：{files}</translation>
    </message>
    <message>
        <source>Goes up by itself</source>
        <translation>会自动上传</translation>
    </message>
    <message>
        <source>A copy is saved</source>
        <translation>已另存</translation>
    </message>
    <message>
        <source>The customer withdrew</source>
        <translation>客户退订</translation>
    </message>
    <message>
        <source>The loan was declined</source>
        <translation>贷款未获批准</translation>
    </message>
    <message>
        <source>We cannot deliver the car</source>
        <translation>我们无法交车</translation>
    </message>
    <message>
        <source>The contract was written by mistake</source>
        <translation>合同写错了</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>其他原因</translation>
    </message>
    <message>
        <source>We keep it</source>
        <translation>不退</translation>
    </message>
    <message>
        <source>It goes back</source>
        <translation>退还</translation>
    </message>
    <message>
        <source>It goes back twofold</source>
        <translation>双倍返还</translation>
    </message>
    <message>
        <source>We keep it, as {name} approved</source>
        <translation>不退（{name} 已批准）</translation>
    </message>
    <message>
        <source>{no} ends and cannot be opened again.</source>
        <translation>{no} 终止，不能再恢复。</translation>
    </message>
    <message>
        <source>{car} is free to be sold again.</source>
        <translation>{car} 可以重新出售。</translation>
    </message>
    <message>
        <source>{amount} stay here until somebody asks for a refund.</source>
        <translation>{amount} 暂留本店，待有人申请退款时再处理。</translation>
    </message>
    <message>
        <source>The deposit of {amount} stays with us.</source>
        <translation>定金 {amount} 归我们所有。</translation>
    </message>
    <message>
        <source>{amount} go back to the customer when a manager has approved it.</source>
        <translation>经理批准后，{amount} 退给客户。</translation>
    </message>
    <message>
        <source>Cancel contract {no}</source>
        <translation>取消合同 {no}</translation>
    </message>
    <message>
        <source>In your own words</source>
        <translation>补充说明</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>取消以后</translation>
    </message>
    <message>
        <source>Keep the contract</source>
        <translation>保留合同</translation>
    </message>
    <message>
        <source>Cancel the contract</source>
        <translation>取消合同</translation>
    </message>
    <message>
        <source>The deposit of {amount}</source>
        <translation>定金 {amount}</translation>
    </message>
    <message>
        <source>To keep the deposit needs the yes of a manager who neither cancels nor sold the car.</source>
        <translation>不退定金须经销售经理批准，且该经理不得是取消人或本单销售。</translation>
    </message>
    <message>
        <source>To keep the deposit needs the yes of a manager who neither cancels nor sold the car, and none has signed in at this terminal. Decide later, or sign one in while online.</source>
        <translation>不退定金须经销售经理批准，且该经理不得是取消人或本单销售；目前没有这样的经理在本终端登录过。请选择“以后再决定”，或联网时请经理登录一次。</translation>
    </message>
    <message>
        <source>{n} refund waits for a manager</source>
        <translation>{n} 笔退款等经理审批</translation>
    </message>
    <message>
        <source>{n} refunds wait for a manager</source>
        <translation>{n} 笔退款等经理审批</translation>
    </message>
    <message>
        <source>{no} is cancelled</source>
        <translation>{no} 已取消</translation>
    </message>
    <message>
        <source>Give its amount. What costs nothing is a gift: choose that kind.</source>
        <translation>请填写金额。不收钱的请把类别改为赠送。</translation>
    </message>
    <message>
        <source>{n} pictures or papers are missing beside {file}, or damaged. Its rows are whole.</source>
        <translation>{file} 旁边缺少或损坏了 {n} 个图片或文件。数据行是完整的。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>展厅</translation>
    </message>
    <message>
        <source>With a demonstrator here</source>
        <translation>有试驾车</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Colour in stock</source>
        <translation>现车颜色</translation>
    </message>
    <message>
        <source>Recommend by needs</source>
        <translation>按需求推荐</translation>
    </message>
    <message>
        <source>All brands</source>
        <translation>全部品牌</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>车身</translation>
    </message>
    <message>
        <source>Driven wheels</source>
        <translation>驱动</translation>
    </message>
    <message>
        <source>{name}, from</source>
        <translation>{name}（最低）</translation>
    </message>
    <message>
        <source>{name}, to</source>
        <translation>{name}（最高）</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>查找车型</translation>
    </message>
    <message>
        <source>Compare it</source>
        <translation>加入对比</translation>
    </message>
    <message>
        <source>Move it</source>
        <translation>移动列</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>移出对比</translation>
    </message>
    <message>
        <source>Compare {n} models</source>
        <translation>对比 {n} 款</translation>
    </message>
    <message>
        <source>{n} model</source>
        <translation>{n} 款车型</translation>
    </message>
    <message>
        <source>{n} models</source>
        <translation>{n} 款车型</translation>
    </message>
    <message>
        <source>{n} car for sale</source>
        <translation>{n} 台可售</translation>
    </message>
    <message>
        <source>{n} cars for sale</source>
        <translation>{n} 台可售</translation>
    </message>
    <message>
        <source>The comparison is printed</source>
        <translation>对比单已输出</translation>
    </message>
    <message>
        <source>The comparison is saved</source>
        <translation>对比单已保存</translation>
    </message>
    <message>
        <source>Choose a model first: the arrow down leads from the search to the cards.</source>
        <translation>请先选择车型：在搜索框中按向下键即可进入车型卡片。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Match {score}</source>
        <translation>匹配 {score}</translation>
    </message>
    <message>
        <source>Monthly, about</source>
        <translation>月供约</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the customer</source>
        <translation>客户演示</translation>
    </message>
    <message>
        <source>Print the sheet</source>
        <translation>打印对比单</translation>
    </message>
    <message>
        <source>differs from the first</source>
        <translation>与基准不同</translation>
    </message>
    <message>
        <source>best of these</source>
        <translation>该项最优</translation>
    </message>
    <message>
        <source>All {n} rows</source>
        <translation>全部 {n} 项</translation>
    </message>
    <message>
        <source>Only the {n} that differ</source>
        <translation>只看差异 {n} 项</translation>
    </message>
    <message>
        <source>Compared with {model}: differences and price are from it.</source>
        <translation>基准：{model}，差异与差价以它计算。</translation>
    </message>
    <message>
        <source>Take {model} out</source>
        <translation>移出 {model}</translation>
    </message>
    <message>
        <source>Start a deal with {model}</source>
        <translation>用 {model} 开单</translation>
    </message>
    <message>
        <source>Cars of this model</source>
        <translation>这款车型的车辆</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选装</translation>
    </message>
    <message>
        <source>{amount} a month</source>
        <translation>{amount} / 月</translation>
    </message>
    <message>
        <source>{n} for sale</source>
        <translation>可售 {n} 台</translation>
    </message>
    <message>
        <source>{n} on its way</source>
        <translation>在途 {n} 台</translation>
    </message>
    <message>
        <source>{n} on their way</source>
        <translation>在途 {n} 台</translation>
    </message>
    <message>
        <source>Start a deal with …{vin}</source>
        <translation>用 …{vin} 开单</translation>
    </message>
    <message>
        <source>No car of this model is in stock or on its way.</source>
        <translation>这款车型没有现车，也没有在途车。</translation>
    </message>
    <message>
        <source>Order one without a car</source>
        <translation>订购，之后配车</translation>
    </message>
    <message>
        <source>Order it</source>
        <translation>订购此车型</translation>
    </message>
    <message>
        <source>A car of this model and colour is allocated later.</source>
        <translation>之后按此车型和颜色配车。</translation>
    </message>
    <message>
        <source>A car in stock is sold with what it has. An order takes the options along.</source>
        <translation>现车按已有配置出售；订单会带上所选的选装。</translation>
    </message>
    <message>
        <source>Held here</source>
        <translation>本机租约</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>可领取</translation>
    </message>
    <message>
        <source>No hurry</source>
        <translation>不急</translation>
    </message>
    <message>
        <source>Today or tomorrow</source>
        <translation>今明两天</translation>
    </message>
    <message>
        <source>Within a week</source>
        <translation>一周内</translation>
    </message>
    <message>
        <source>Within a month</source>
        <translation>一个月内</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>需求</translation>
    </message>
    <message>
        <source>Monthly, at most</source>
        <translation>月供不超过</translation>
    </message>
    <message>
        <source>Not said</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>{n} seats</source>
        <translation>{n} 座</translation>
    </message>
    <message>
        <source>When needed</source>
        <translation>用车时间</translation>
    </message>
    <message>
        <source>Back to the filter</source>
        <translation>返回筛选</translation>
    </message>
    <message>
        <source>Budget for car and purchase tax</source>
        <translation>预算（车价加购置税）</translation>
    </message>
    <message>
        <source>Whatever is left open counts for nothing. No name is kept.</source>
        <translation>没有填写的项目不参与评分。不保存姓名。</translation>
    </message>
    <message>
        <source>For the customer</source>
        <translation>客户演示</translation>
    </message>
    <message>
        <source>{name} presents</source>
        <translation>{name} 为您介绍</translation>
    </message>
    <message>
        <source>Why this model</source>
        <translation>为什么推荐</translation>
    </message>
    <message>
        <source>Say with Ctrl+N what the customer needs; then it says here how well this model suits.</source>
        <translation>按 Ctrl+N 填写客户需求，这里就会说明这款车型是否适合。</translation>
    </message>
    <message>
        <source>Not recommended</source>
        <translation>不推荐</translation>
    </message>
    <message>
        <source>Name or pinyin</source>
        <translation>名称、拼音或首字母</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>{n} recommended</source>
        <translation>推荐 {n} 款</translation>
    </message>
    <message>
        <source>of {models}; the others say why not</source>
        <translation>共 {models}，其余注明不推荐的原因</translation>
    </message>
    <message>
        <source>No model fits</source>
        <translation>没有符合的车型</translation>
    </message>
    <message>
        <source>There are more models without the filter.</source>
        <translation>取消筛选可以看到更多车型。</translation>
    </message>
    <message>
        <source>Show all models</source>
        <translation>显示全部车型</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>还没有车型</translation>
    </message>
    <message>
        <source>Without “{filter}”: {found}</source>
        <translation>不限“{filter}”：{found}</translation>
    </message>
    <message>
        <source>A manager takes a catalogue in: showroom import catalogue FILE. Then it comes with the next sync.</source>
        <translation>由经理导入车型目录：showroom import catalogue FILE，下次同步后即可看到。</translation>
    </message>
    <message>
        <source>Print the comparison</source>
        <translation>打印对比单</translation>
    </message>
    <message>
        <source>Language of the sheet</source>
        <translation>对比单语言</translation>
    </message>
    <message>
        <source>Only what differs is printed.</source>
        <translation>只打印有差异的项目。</translation>
    </message>
    <message>
        <source>All rows are printed.</source>
        <translation>打印全部项目。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>To compare</source>
        <translation>对比栏</translation>
    </message>
    <message>
        <source>Compare {n}</source>
        <translation>对比 {n} 款</translation>
    </message>
    <message>
        <source>What is typed</source>
        <translation>搜索文字</translation>
    </message>
    <message>
        <source>Where the cars are</source>
        <translation>车辆所在</translation>
    </message>
    <message>
        <source>Best match</source>
        <translation>匹配度</translation>
    </message>
    <message>
        <source>In stock first</source>
        <translation>现车优先</translation>
    </message>
    <message>
        <source>Price, low first</source>
        <translation>价格从低到高</translation>
    </message>
    <message>
        <source>Price, high first</source>
        <translation>价格从高到低</translation>
    </message>
    <message>
        <source>Range, far first</source>
        <translation>续航从远到近</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>年款从新到旧</translation>
    </message>
    <message>
        <source>{n} in stock</source>
        <translation>现车 {n}</translation>
    </message>
    <message>
        <source>{n} elsewhere</source>
        <translation>外店 {n}</translation>
    </message>
    <message>
        <source>to be compared</source>
        <translation>已加入对比</translation>
    </message>
    <message>
        <source>“{given}” is not an amount. Write it as 12,800.50, 1.28万 or 12.8k.</source>
        <translation>“{given}”不是金额。请按 12,800.50、1.28万 或 12.8k 的写法填写。</translation>
    </message>
    <message>
        <source>Confirms that you sign it yourself</source>
        <translation>确认由您本人签署</translation>
    </message>
    <message>
        <source>Save again</source>
        <translation>再次保存</translation>
    </message>
    <message>
        <source>Sign and save as PDF</source>
        <translation>签署并保存为 PDF</translation>
    </message>
    <message>
        <source>Print {n} copy</source>
        <translation>打印 {n} 份</translation>
    </message>
    <message>
        <source>Sign and print {n} copy</source>
        <translation>签署并打印 {n} 份</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>查看详情</translation>
    </message>
    <message>
        <source>Bank card</source>
        <translation>银行卡</translation>
    </message>
    <message>
        <source>WeChat Pay</source>
        <translation>微信支付</translation>
    </message>
    <message>
        <source>Count the cash in the drawer: zero or more.</source>
        <translation>请清点钱箱中的现金：零或以上。</translation>
    </message>
    <message>
        <source>Count every method; cash is zero or more.</source>
        <translation>每种收款方式都要清点；现金不能为负。</translation>
    </message>
    <message>
        <source>What was counted is not what should be there. Count again, or give a reason.</source>
        <translation>实点与应有金额不符。请重新清点，或填写原因。</translation>
    </message>
    <message>
        <source>Shift {id} is open</source>
        <translation>班次 {id} 已开班</translation>
    </message>
    <message>
        <source>Shift {id} is closed. Difference {difference}</source>
        <translation>班次 {id} 已交班，差额 {difference}</translation>
    </message>
    <message>
        <source>You have no shift open here.</source>
        <translation>您在本终端没有未交班的班次。</translation>
    </message>
    <message>
        <source>There is no closed shift {id}. Close it first.</source>
        <translation>没有已交班的班次 {id}，请先交班。</translation>
    </message>
    <message>
        <source>A receipt belongs to the shift of the person who gave it out.</source>
        <translation>收据属于开具人当班的班次。</translation>
    </message>
    <message>
        <source>This shift is closed. Nothing of it changes any more.</source>
        <translation>该班次已交班，内容不再改动。</translation>
    </message>
    <message>
        <source>A shift begins open, at the terminal of whoever opens it.</source>
        <translation>班次在开班人所在的终端上开始，开始时为未交班状态。</translation>
    </message>
    <message>
        <source>You have a shift open here. Close it first.</source>
        <translation>您在本终端还有未交班的班次，请先交班。</translation>
    </message>
    <message>
        <source>This is somebody else&apos;s shift.</source>
        <translation>这是别人的班次。</translation>
    </message>
    <message>
        <source>A closing says who counted what.</source>
        <translation>交班须写明由谁清点、各方式实点多少。</translation>
    </message>
    <message>
        <source>The closing is not what the receipts of the shift come to. One of them may have been set aside.</source>
        <translation>交班金额与该班次的收据合计不符，可能有收据正在等待处理。</translation>
    </message>
    <message>
        <source>This is somebody else&apos;s shift. They close it, or finance or a manager.</source>
        <translation>这是别人的班次，须由本人、财务或经理交班。</translation>
    </message>
    <message>
        <source>Signed page</source>
        <translation>签字页</translation>
    </message>
    <message>
        <source>Allocate a car</source>
        <translation>配车</translation>
    </message>
    <message>
        <source>Print the notice of the car</source>
        <translation>打印配车确认单</translation>
    </message>
    <message>
        <source>Car for contract {no}</source>
        <translation>合同 {no} 配车</translation>
    </message>
    <message>
        <source>A car for contract {no}</source>
        <translation>为合同 {no} 配车</translation>
    </message>
    <message>
        <source>Signed for</source>
        <translation>所签配置</translation>
    </message>
    <message>
        <source>The customer signed for model, colour and options, so nobody signs again. The notice tells the VIN.</source>
        <translation>客户已按车型、颜色和选装签字，无需再次签字。配车确认单写明 VIN。</translation>
    </message>
    <message>
        <source>Allocate</source>
        <translation>配车</translation>
    </message>
    <message>
        <source>Cars of this model in stock</source>
        <translation>本车型在库车辆</translation>
    </message>
    <message>
        <source>Allocate …{vin}</source>
        <translation>配 …{vin}</translation>
    </message>
    <message>
        <source>In line</source>
        <translation>排位</translation>
    </message>
    <message>
        <source>{n} fits</source>
        <translation>{n} 台可配</translation>
    </message>
    <message>
        <source>{n} fit</source>
        <translation>{n} 台可配</translation>
    </message>
    <message>
        <source>No car of this model is in stock</source>
        <translation>没有本车型的在库车</translation>
    </message>
    <message>
        <source>The order keeps its place. Ask another branch for a car, or order one.</source>
        <translation>订单排队不变。请向其他门店调车，或者向厂家订车。</translation>
    </message>
    <message>
        <source>in stock since {day}</source>
        <translation>{day} 入库</translation>
    </message>
    <message>
        <source>{no} of {buyer}, {day}, came before and waits for such a car, too.</source>
        <translation>{no}（{buyer}，{day}签）在先，也在等这样的车。</translation>
    </message>
    <message>
        <source>So does {n} more.</source>
        <translation>另有 {n} 单也在先。</translation>
    </message>
    <message>
        <source>So do {n} more.</source>
        <translation>另有 {n} 单也在先。</translation>
    </message>
    <message>
        <source>You may go on all the same.</source>
        <translation>您仍可继续配车。</translation>
    </message>
    <message>
        <source>Print · car for contract {no}</source>
        <translation>打印 · 合同 {no} 的配车确认单</translation>
    </message>
    <message>
        <source>The contract waits for no car.</source>
        <translation>这份合同不在等车。</translation>
    </message>
    <message>
        <source>The car is not what was signed for.</source>
        <translation>这台车与所签的配置不符。</translation>
    </message>
    <message>
        <source>Another terminal may be selling this car. Choose another one.</source>
        <translation>另一台终端可能正在卖这台车。请另选一台。</translation>
    </message>
    <message>
        <source>lacks: {options}</source>
        <translation>缺：{options}</translation>
    </message>
    <message>
        <source>has besides: {options}</source>
        <translation>另有：{options}</translation>
    </message>
    <message>
        <source>not known whether it has: {options}</source>
        <translation>不确定是否有：{options}</translation>
    </message>
    <message>
        <source>another colour: the customer signs an amendment first</source>
        <translation>颜色不符：须客户先签补充协议</translation>
    </message>
    <message>
        <source>leased by {terminal}</source>
        <translation>由 {terminal} 租约占用</translation>
    </message>
    <message>
        <source>Only a car in stock is allocated.</source>
        <translation>只有在库的车可以配。</translation>
    </message>
    <message>
        <source>This car is of another model than was signed for.</source>
        <translation>这台车的车型与合同不符。</translation>
    </message>
    <message>
        <source>{colour} was signed for. For another colour the customer signs an amendment.</source>
        <translation>合同签的是{colour}。换颜色须客户签补充协议。</translation>
    </message>
    <message>
        <source>A car is allocated only with its lease. Take it first: stock lease VIN</source>
        <translation>配车须先取得租约：stock lease VIN</translation>
    </message>
    <message>
        <source>{no} has a car already.</source>
        <translation>{no} 已经有车。</translation>
    </message>
    <message>
        <source>{no} is a provisional order. Its customer signs anew first, then it is given a car.</source>
        <translation>{no} 是暂定订单。请先让客户重新签字，再配车。</translation>
    </message>
    <message>
        <source>{no} is not signed: it waits for no car.</source>
        <translation>{no} 还没有签署，不在待配车之列。</translation>
    </message>
    <message>
        <source>No car was allocated to {no}: it was sold with one, or waits for one.</source>
        <translation>{no} 没有配过车：签约时已有车，或仍在等车。</translation>
    </message>
    <message>
        <source>{vin} stands at {branch}. Have it sent to your branch first, then sell it.</source>
        <translation>{vin} 在{branch}。请先把它调拨到您的门店，再销售。</translation>
    </message>
    <message>
        <source>The handover date is past</source>
        <translation>交车日期已过</translation>
    </message>
    <message>
        <source>Choose today or a later day</source>
        <translation>请选择今天或以后的日期</translation>
    </message>
    <message>
        <source>The handover date {date} is past. Choose today or a later day.</source>
        <translation>交车日期 {date} 已过。请选择今天或以后的日期。</translation>
    </message>
    <message>
        <source>{name} is on file already with this number: {id}. Use that customer, or add another one with --accept-warnings.</source>
        <translation>{name} 已用这个号码建档：{id}。请使用该客户，或加 --accept-warnings 另外添加。</translation>
    </message>
    <message>
        <source>“{given}” is no number of copies. Print at least 1.</source>
        <translation>“{given}”不是有效的份数。请至少打印 1 份。</translation>
    </message>
    <message>
        <source>The centre&apos;s data is not here yet, or not again. Run: showroom sync</source>
        <translation>总部的数据还没有取到，或尚未重新取到。请运行：showroom sync</translation>
    </message>
    <message>
        <source>{name} is on file already with this number.</source>
        <translation>{name} 已用这个号码建档。</translation>
    </message>
    <message>
        <source>Add all the same</source>
        <translation>仍然添加</translation>
    </message>
    <message>
        <source>{host}, port {port}, cannot be used: {why}. Choose another with --port, or end the program that has it.</source>
        <translation>不能使用 {host} 的端口 {port}：{why}。请用 --port 另选一个端口，或结束占用它的程序。</translation>
    </message>
    <message>
        <source>Part {n}</source>
        <translation>第 {n} 笔</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>收款</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>成交单</translation>
    </message>
    <message>
        <source>Find a deal</source>
        <translation>查找成交单</translation>
    </message>
    <message>
        <source>Amounts</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Another way to pay</source>
        <translation>再加一种付款方式</translation>
    </message>
    <message>
        <source>Towards the price; what was put down before counts as paid.</source>
        <translation>抵作车款；此前交的款项计入已付。</translation>
    </message>
    <message>
        <source>A deposit (定金) binds both sides; at most 20 % of the price counts.</source>
        <translation>定金对双方均有约束力；最多按车价的 20 % 计。</translation>
    </message>
    <message>
        <source>A prepayment (订金) is refundable: the car is not certain yet.</source>
        <translation>订金可退：车辆尚未确定。</translation>
    </message>
    <message>
        <source>Payable</source>
        <translation>应付</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>已付</translation>
    </message>
    <message>
        <source>Kept, or still to go back</source>
        <translation>留存或待退</translation>
    </message>
    <message>
        <source>Of it deposit (定金)</source>
        <translation>其中定金</translation>
    </message>
    <message>
        <source>Of it prepayment (订金)</source>
        <translation>其中订金</translation>
    </message>
    <message>
        <source>{no} to {printer}</source>
        <translation>{no} 已送 {printer}</translation>
    </message>
    <message>
        <source>Give money back</source>
        <translation>退款</translation>
    </message>
    <message>
        <source>Approve and give back</source>
        <translation>批准并退款</translation>
    </message>
    <message>
        <source>Slip or transaction no.</source>
        <translation>凭证号或交易号</translation>
    </message>
    <message>
        <source>Ask a manager elsewhere</source>
        <translation>请其他终端的经理审批</translation>
    </message>
    <message>
        <source>Can go back</source>
        <translation>最多可退</translation>
    </message>
    <message>
        <source>It goes back by the way it came, never above what was paid.</source>
        <translation>原路退回，不超过已收金额。</translation>
    </message>
    <message>
        <source>For a receipt that was entered wrongly, while its shift is open. It stays on file.</source>
        <translation>用于误录的收据，仅限未交班时。收据保留备查。</translation>
    </message>
    <message>
        <source>We broke the contract: the deposit (定金) goes back, and as much again.</source>
        <translation>我方违约：双倍返还定金。</translation>
    </message>
    <message>
        <source>Approve and void</source>
        <translation>批准并作废</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>退款</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>不批准</translation>
    </message>
    <message>
        <source>Decline it</source>
        <translation>确认不批准</translation>
    </message>
    <message>
        <source>Why not</source>
        <translation>不批准的原因</translation>
    </message>
    <message>
        <source>Deposit (定金)</source>
        <translation>定金</translation>
    </message>
    <message>
        <source>Prepayment (订金)</source>
        <translation>订金</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>退款</translation>
    </message>
    <message>
        <source>Void</source>
        <translation>作废</translation>
    </message>
    <message>
        <source>Prepayment into deposit</source>
        <translation>订金转定金</translation>
    </message>
    <message>
        <source>Compensation</source>
        <translation>赔付</translation>
    </message>
    <message>
        <source>Twofold</source>
        <translation>双倍返还</translation>
    </message>
    <message>
        <source>The customer withdrew before signing</source>
        <translation>签约前客户不买了</translation>
    </message>
    <message>
        <source>The amount was entered wrongly</source>
        <translation>金额录错</translation>
    </message>
    <message>
        <source>The way to pay was wrong</source>
        <translation>付款方式录错</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>已收</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>已退</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>The money is booked</source>
        <translation>款项已入账</translation>
    </message>
    <message>
        <source>The money is given back</source>
        <translation>款项已退</translation>
    </message>
    <message>
        <source>A manager is asked</source>
        <translation>已提请经理审批</translation>
    </message>
    <message>
        <source>It is approved</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>It is declined</source>
        <translation>未批准</translation>
    </message>
    <message>
        <source>Printed</source>
        <translation>已打印</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>凭证号</translation>
    </message>
    <message>
        <source>Waits for a manager</source>
        <translation>待经理审批</translation>
    </message>
    <message>
        <source>Receipts</source>
        <translation>收据</translation>
    </message>
    <message>
        <source>Find a receipt</source>
        <translation>查找收据</translation>
    </message>
    <message>
        <source>Number, buyer, VIN or reference</source>
        <translation>编号、买方、车架号或凭证号</translation>
    </message>
    <message>
        <source>Choose a receipt to see it here</source>
        <translation>选择一张收据，在此查看</translation>
    </message>
    <message>
        <source>The deal</source>
        <translation>成交单</translation>
    </message>
    <message>
        <source>Give it back now</source>
        <translation>现在退款</translation>
    </message>
    <message>
        <source>Print a copy</source>
        <translation>打印副本</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>contract number</source>
        <translation>合同编号</translation>
    </message>
    <message>
        <source>day of the contract</source>
        <translation>签订日期</translation>
    </message>
    <message>
        <source>place of signing</source>
        <translation>签订地点</translation>
    </message>
    <message>
        <source>seller</source>
        <translation>出卖人</translation>
    </message>
    <message>
        <source>consultant</source>
        <translation>销售顾问</translation>
    </message>
    <message>
        <source>buyer</source>
        <translation>买受人</translation>
    </message>
    <message>
        <source>buyer&apos;s telephone</source>
        <translation>买受人电话</translation>
    </message>
    <message>
        <source>brand</source>
        <translation>品牌</translation>
    </message>
    <message>
        <source>model</source>
        <translation>车型</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>外观颜色</translation>
    </message>
    <message>
        <source>interior</source>
        <translation>内饰颜色</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>收款</translation>
    </message>
    <message>
        <source>price</source>
        <translation>车价</translation>
    </message>
    <message>
        <source>price in words</source>
        <translation>车价（大写）</translation>
    </message>
    <message>
        <source>list price</source>
        <translation>厂商指导价</translation>
    </message>
    <message>
        <source>discount</source>
        <translation>优惠</translation>
    </message>
    <message>
        <source>add-ons</source>
        <translation>加装与服务</translation>
    </message>
    <message>
        <source>used car taken in</source>
        <translation>置换抵扣</translation>
    </message>
    <message>
        <source>payable</source>
        <translation>应付合计</translation>
    </message>
    <message>
        <source>payable in words</source>
        <translation>应付合计（大写）</translation>
    </message>
    <message>
        <source>price on the road</source>
        <translation>落地价</translation>
    </message>
    <message>
        <source>balance</source>
        <translation>余款</translation>
    </message>
    <message>
        <source>balance in words</source>
        <translation>余款（大写）</translation>
    </message>
    <message>
        <source>deposit</source>
        <translation>定金</translation>
    </message>
    <message>
        <source>deposit in words</source>
        <translation>定金（大写）</translation>
    </message>
    <message>
        <source>share of the price</source>
        <translation>占车价比例</translation>
    </message>
    <message>
        <source>day of the deposit</source>
        <translation>定金支付日</translation>
    </message>
    <message>
        <source>lender</source>
        <translation>贷款机构</translation>
    </message>
    <message>
        <source>loan</source>
        <translation>贷款金额</translation>
    </message>
    <message>
        <source>loan in words</source>
        <translation>贷款金额（大写）</translation>
    </message>
    <message>
        <source>months</source>
        <translation>期数</translation>
    </message>
    <message>
        <source>yearly rate</source>
        <translation>年利率</translation>
    </message>
    <message>
        <source>day of the handover</source>
        <translation>交车日期</translation>
    </message>
    <message>
        <source>place of the handover</source>
        <translation>交车地点</translation>
    </message>
    <message>
        <source>further terms</source>
        <translation>其他约定</translation>
    </message>
    <message>
        <source>{n} receipt</source>
        <translation>{n} 张收据</translation>
    </message>
    <message>
        <source>{n} receipts</source>
        <translation>{n} 张收据</translation>
    </message>
    <message>
        <source>Approved, not given yet</source>
        <translation>已批准，尚未退款</translation>
    </message>
    <message>
        <source>No receipt fits</source>
        <translation>没有符合的收据</translation>
    </message>
    <message>
        <source>Show all receipts</source>
        <translation>显示全部收据</translation>
    </message>
    <message>
        <source>No receipts yet</source>
        <translation>还没有收据</translation>
    </message>
    <message>
        <source>Money that is taken for a deal shows here.</source>
        <translation>为成交单收的款会显示在这里。</translation>
    </message>
    <message>
        <source>Taken by</source>
        <translation>经手人</translation>
    </message>
    <message>
        <source>Continues</source>
        <translation>承接收据</translation>
    </message>
    <message>
        <source>{no}; no further money</source>
        <translation>{no}（未另收款）</translation>
    </message>
    <message>
        <source>Given by</source>
        <translation>付款人员</translation>
    </message>
    <message>
        <source>Against receipt</source>
        <translation>原收据</translation>
    </message>
    <message>
        <source>only ever added</source>
        <translation>只累计</translation>
    </message>
    <message>
        <source>The car went to someone else. Give another on the sync page (Ctrl+Shift+S). {money}</source>
        <translation>这台车已归他人。请到同步页（Ctrl+Shift+S）另选一台。{money}</translation>
    </message>
    <message>
        <source>Till</source>
        <translation>收银台</translation>
    </message>
    <message>
        <source>Count the till</source>
        <translation>清点交班</translation>
    </message>
    <message>
        <source>The shift is open</source>
        <translation>已开班</translation>
    </message>
    <message>
        <source>The shift is closed</source>
        <translation>已交班</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>备用金</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>应有</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>实点</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差额</translation>
    </message>
    <message>
        <source>Expected and counted</source>
        <translation>应有与实点</translation>
    </message>
    <message>
        <source>Cash count</source>
        <translation>现金清点</translation>
    </message>
    <message>
        <source>Pieces of {note}</source>
        <translation>{note} 张数</translation>
    </message>
    <message>
        <source>Pieces of each note; the sum goes to the cash that was counted.</source>
        <translation>各面额张数；合计计入现金实点。</translation>
    </message>
    <message>
        <source>Money of customers</source>
        <translation>客户款项</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>班次</translation>
    </message>
    <message>
        <source>Cash in the drawer (¥)</source>
        <translation>钱箱现金（¥）</translation>
    </message>
    <message>
        <source>Reason for the difference</source>
        <translation>差额原因</translation>
    </message>
    <message>
        <source>Earlier closings</source>
        <translation>以往交班</translation>
    </message>
    <message>
        <source>Open a shift</source>
        <translation>开班</translation>
    </message>
    <message>
        <source>Close and print</source>
        <translation>交班并打印</translation>
    </message>
    <message>
        <source>Cashier</source>
        <translation>当班人</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>终端</translation>
    </message>
    <message>
        <source>Open since</source>
        <translation>开班时间</translation>
    </message>
    <message>
        <source>The ledger balances to the cent</source>
        <translation>账目分毫不差</translation>
    </message>
    <message>
        <source>The ledger does not balance: run doctor</source>
        <translation>账目不平：请运行 doctor</translation>
    </message>
    <message>
        <source>Count again, or give a reason. It can be closed either way, but not without one.</source>
        <translation>请重新清点或填写原因。两种方式都能交班，但必须有其一。</translation>
    </message>
    <message>
        <source>The count differs by {amount}</source>
        <translation>实点差额 {amount}</translation>
    </message>
    <message>
        <source>Everything this branch needs is being fetched</source>
        <translation>正在下载本店所需的全部资料</translation>
    </message>
    <message>
        <source>Everything is here</source>
        <translation>资料已全部下载</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>款项</translation>
    </message>
    <message>
        <source>{who} asked: {reason}</source>
        <translation>{who} 申请：{reason}</translation>
    </message>
    <message>
        <source>Paid towards prices</source>
        <translation>已付车款</translation>
    </message>
    <message>
        <source>VIN or model</source>
        <translation>VIN 或车型</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最优</translation>
    </message>
    <message>
        <source>The car went to another customer. Choose another car.</source>
        <translation>该车已售给其他客户。请另选一辆车。</translation>
    </message>
    <message>
        <source>The server failed over it. The incident {incident} is in its log.</source>
        <translation>服务器处理它时出错。事件 {incident} 已记入服务器日志。</translation>
    </message>
    <message>
        <source>Another terminal changed this contract first. Look at it again.</source>
        <translation>另一台终端先修改了这份合同。请重新查看。</translation>
    </message>
    <message>
        <source>A lead begins open.</source>
        <translation>新线索须为跟进中。</translation>
    </message>
    <message>
        <source>Leads go to somebody who sells at this branch.</source>
        <translation>线索只能分给本店的销售人员。</translation>
    </message>
    <message>
        <source>There is an open lead of this customer already. Log the contact there.</source>
        <translation>该客户已有跟进中的线索，请在那里记录联系。</translation>
    </message>
    <message>
        <source>There is a newer open lead of this customer. Go on with that one.</source>
        <translation>该客户已有更新的跟进中线索，请继续跟进那一条。</translation>
    </message>
    <message>
        <source>This lead is closed. Take it up again first.</source>
        <translation>这条线索已关闭，请先重新跟进。</translation>
    </message>
    <message>
        <source>This is not the receipt that was given.</source>
        <translation>这不是当时开具的收据。</translation>
    </message>
    <message>
        <source>This is our receipt, unchanged: {amount}.</source>
        <translation>这是我们开具的收据，未经改动：{amount}。</translation>
    </message>
    <message>
        <source>But {amount} of it was given back since.</source>
        <translation>但此后已退回其中 {amount}。</translation>
    </message>
    <message>
        <source>No receipts.</source>
        <translation>没有收据。</translation>
    </message>
    <message>
        <source>A receipt&apos;s paper says something else than its payment.</source>
        <translation>收据上的内容与收款记录不符。</translation>
    </message>
    <message>
        <source>What is left for the end must be less than the loan.</source>
        <translation>尾款必须小于贷款金额。</translation>
    </message>
    <message>
        <source>Only a loan with a balloon leaves an amount for the end.</source>
        <translation>只有含尾款的贷款才能留有末期尾款。</translation>
    </message>
    <message>
        <source>The buyer&apos;s rate must be between 0 and the lender&apos;s rate.</source>
        <translation>客户利率须在 0 与贷款机构利率之间。</translation>
    </message>
    <message>
        <source>Equal instalments</source>
        <translation>等额本息</translation>
    </message>
    <message>
        <source>Equal principal</source>
        <translation>等额本金</translation>
    </message>
    <message>
        <source>Balloon at the end</source>
        <translation>末期尾款</translation>
    </message>
    <message>
        <source>Subsidised</source>
        <translation>贴息</translation>
    </message>
    <message>
        <source>maker</source>
        <translation>厂家</translation>
    </message>
    <message>
        <source>dealership</source>
        <translation>本店</translation>
    </message>
    <message>
        <source>{rate} % · {payer} pays</source>
        <translation>{rate}% 利率 · {payer}贴息</translation>
    </message>
    <message>
        <source>{rate} % p.a. · falling</source>
        <translation>年利率 {rate}% · 等额本金</translation>
    </message>
    <message>
        <source>{rate} % p.a. · balloon</source>
        <translation>年利率 {rate}% · 含尾款</translation>
    </message>
    <message>
        <source>The paper is printed</source>
        <translation>单据已打印</translation>
    </message>
    <message>
        <source>No price is low enough for that. Choose more months or a larger monthly amount.</source>
        <translation>价格再低也达不到这个月供。请增加期数或提高月供。</translation>
    </message>
    <message>
        <source>Terms of the loan</source>
        <translation>贷款条件</translation>
    </message>
    <message>
        <source>Use terms</source>
        <translation>采用此条件</translation>
    </message>
    <message>
        <source>Repayment</source>
        <translation>还款方式</translation>
    </message>
    <message>
        <source>Interest paid by</source>
        <translation>利息承担方</translation>
    </message>
    <message>
        <source>Months</source>
        <translation>期数（月）</translation>
    </message>
    <message>
        <source>Lender&apos;s rate, % a year</source>
        <translation>贷款机构年利率（%）</translation>
    </message>
    <message>
        <source>Left for the end, % of the loan</source>
        <translation>尾款占贷款比例（%）</translation>
    </message>
    <message>
        <source>Buyer&apos;s rate, % a year</source>
        <translation>客户年利率（%）</translation>
    </message>
    <message>
        <source>Print the schedule</source>
        <translation>打印还款计划</translation>
    </message>
    <message>
        <source>First instalment</source>
        <translation>首期还款</translation>
    </message>
    <message>
        <source>Last instalment</source>
        <translation>末期还款</translation>
    </message>
    <message>
        <source>Interest that the {payer} pays</source>
        <translation>由{payer}承担的利息</translation>
    </message>
    <message>
        <source>Give a whole number of months.</source>
        <translation>请填写整数期数。</translation>
    </message>
    <message>
        <source>What a monthly amount changes</source>
        <translation>月供反算的对象</translation>
    </message>
    <message>
        <source>Down payment</source>
        <translation>首付</translation>
    </message>
    <message>
        <source>Loan {loan}, {months} months, {monthly} a month at first, {interest} interest in all</source>
        <translation>贷款 {loan}，{months} 期，首期月供 {monthly}，利息合计 {interest}</translation>
    </message>
    <message>
        <source>Say how much: --loan, --monthly, or --price and --down.</source>
        <translation>请说明金额：--loan、--monthly，或 --price 与 --down。</translation>
    </message>
    <message>
        <source>“{given}” is no rate. Write it in per cent, as 2.99.</source>
        <translation>“{given}”不是利率。请按百分数填写，如 2.99。</translation>
    </message>
    <message>
        <source>This code is none of ours: “{given}”. Nothing was entered.</source>
        <translation>这不是我们的条码：“{given}”。没有录入任何内容。</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>已发布</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>A template needs its text in Chinese and in English.</source>
        <translation>模板须有中文和英文文本。</translation>
    </message>
    <message>
        <source>Name the version with at most 20 letters, digits, dots and hyphens, such as 2026-12.</source>
        <translation>版本名最多 20 个字符，可用字母、数字、点和连字符，例如 2026-12。</translation>
    </message>
    <message>
        <source>The last day is before the first one.</source>
        <translation>截止日早于起始日。</translation>
    </message>
    <message>
        <source>Another administrator publishes what you wrote: four eyes read what customers sign.</source>
        <translation>您写的版本须由另一位管理员发布：客户签署的文本要有两人看过。</translation>
    </message>
    <message>
        <source>The table “{name}” must stand in one clause, and only there.</source>
        <translation>表格“{name}”须且只能出现在一个条款中。</translation>
    </message>
    <message>
        <source>The clause “{key}” is missing.</source>
        <translation>缺少条款“{key}”。</translation>
    </message>
    <message>
        <source>{clause}: {name} is not placed. Every contract needs it.</source>
        <translation>{clause}：没有放入 {name}。每份合同都需要它。</translation>
    </message>
    <message>
        <source>{clause}: a deposit may not exceed {most} %. The text says {share:g} %.</source>
        <translation>{clause}：定金不得超过 {most} %，文本中写的是 {share:g} %。</translation>
    </message>
    <message>
        <source>{clause} names the annex “{name}”, which does not exist.</source>
        <translation>{clause}提到附件“{name}”，但没有这个附件。</translation>
    </message>
    <message>
        <source>The paper&apos;s own words are incomplete: {names}.</source>
        <translation>合同纸面用语不全：{names}。</translation>
    </message>
    <message>
        <source>{clause}: the font cannot print {characters}.</source>
        <translation>{clause}：字体无法打印 {characters}。</translation>
    </message>
    <message>
        <source>The contract has no title.</source>
        <translation>合同没有标题。</translation>
    </message>
    <message>
        <source>The clause “{key}” is empty.</source>
        <translation>条款“{key}”是空的。</translation>
    </message>
    <message>
        <source>{clause} is missing in the other language.</source>
        <translation>{clause}在另一种语言中缺失。</translation>
    </message>
    <message>
        <source>{clause} says {names}, and the other language does not.</source>
        <translation>{clause}用到 {names}，另一种语言没有用到。</translation>
    </message>
    <message>
        <source>The template requires “{name}”, which no contract has.</source>
        <translation>模板要求填写“{name}”，但合同中没有这一项。</translation>
    </message>
    <message>
        <source>The template is too large: “{where}” has {count}, and at most {most} are printed.</source>
        <translation>模板过大：“{where}”有 {count}，最多只能打印 {most}。</translation>
    </message>
    <message>
        <source>This is no template: “{where}” is not as it must be.</source>
        <translation>这不是模板：“{where}”不符合要求。</translation>
    </message>
    <message>
        <source>A published version never changes.</source>
        <translation>已发布的版本不能再改。</translation>
    </message>
    <message>
        <source>A version begins as a draft.</source>
        <translation>版本从草稿开始。</translation>
    </message>
    <message>
        <source>This action does not bring a version into that state.</source>
        <translation>此操作不能使版本进入该状态。</translation>
    </message>
    <message>
        <source>Only a published version was published by somebody.</source>
        <translation>只有已发布的版本才有发布人。</translation>
    </message>
    <message>
        <source>This is no template of a contract.</source>
        <translation>这不是合同模板。</translation>
    </message>
    <message>
        <source>There is a version {revision} already. Choose another name.</source>
        <translation>已有版本 {revision}，请另取名称。</translation>
    </message>
    <message>
        <source>There is no version {revision}. See: showroom template list</source>
        <translation>没有版本 {revision}。请查看：showroom template list</translation>
    </message>
    <message>
        <source>{revision} is published and never changes. Make a new version of it.</source>
        <translation>{revision} 已发布，不能再改。请以它为底稿新建版本。</translation>
    </message>
    <message>
        <source>There is no such visit here.</source>
        <translation>本机没有这次进店。</translation>
    </message>
    <message>
        <source>“{given}” is not a day with a time. Write it as 2026-03-14 10:00.</source>
        <translation>“{given}”不是日期加时间。请写成 2026-03-14 10:00。</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>已逾期</translation>
    </message>
    <message>
        <source>Due today</source>
        <translation>今天到期</translation>
    </message>
    <message>
        <source>Next 7 days</source>
        <translation>未来 7 天</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>更晚</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Interested in</source>
        <translation>意向</translation>
    </message>
    <message>
        <source>Next action</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>跟进人</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚未安排</translation>
    </message>
    <message>
        <source>{n} d late</source>
        <translation>逾期 {n} 天</translation>
    </message>
    <message>
        <source>To do {n}</source>
        <translation>待办 {n}</translation>
    </message>
    <message>
        <source>All open {n}</source>
        <translation>全部跟进中 {n}</translation>
    </message>
    <message>
        <source>Lost {n}</source>
        <translation>战败 {n}</translation>
    </message>
    <message>
        <source>{name} is a lead now</source>
        <translation>{name} 已建为线索</translation>
    </message>
    <message>
        <source>The contact with {name} is logged</source>
        <translation>已记录与 {name} 的联系</translation>
    </message>
    <message>
        <source>{name} is marked as lost</source>
        <translation>{name} 已标记为战败</translation>
    </message>
    <message>
        <source>{name} is taken up again</source>
        <translation>{name} 已重新跟进</translation>
    </message>
    <message>
        <source>They are {name}&apos;s now</source>
        <translation>已转给 {name}</translation>
    </message>
    <message>
        <source>Leads</source>
        <translation>线索</translation>
    </message>
    <message>
        <source>New in 7 days</source>
        <translation>7 天内新增</translation>
    </message>
    <message>
        <source>Lost this month</source>
        <translation>本月战败</translation>
    </message>
    <message>
        <source>Everyone</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All grades</source>
        <translation>全部级别</translation>
    </message>
    <message>
        <source>A lead without a next action stands in its owner&apos;s list of today</source>
        <translation>没有下一步的线索会当天列入跟进人的待办</translation>
    </message>
    <message>
        <source>Log a contact</source>
        <translation>记录联系</translation>
    </message>
    <message>
        <source>Leads and follow-up</source>
        <translation>线索与跟进</translation>
    </message>
    <message>
        <source>all consultants</source>
        <translation>全部顾问</translation>
    </message>
    <message>
        <source>{n} lead</source>
        <translation>{n} 条线索</translation>
    </message>
    <message>
        <source>{n} leads</source>
        <translation>{n} 条线索</translation>
    </message>
    <message>
        <source>oldest {n} day</source>
        <translation>最久 {n} 天</translation>
    </message>
    <message>
        <source>oldest {n} days</source>
        <translation>最久 {n} 天</translation>
    </message>
    <message>
        <source>{n} spoken to</source>
        <translation>已联系 {n} 人</translation>
    </message>
    <message>
        <source>{n} without an action</source>
        <translation>{n} 人没有下一步</translation>
    </message>
    <message>
        <source>Nobody waits</source>
        <translation>没有待办</translation>
    </message>
    <message>
        <source>Whoever is due within a week stands here.</source>
        <translation>一周内到期的线索会列在这里。</translation>
    </message>
    <message>
        <source>No leads here</source>
        <translation>这里没有线索</translation>
    </message>
    <message>
        <source>Take in whoever comes, calls or writes.</source>
        <translation>请登记到店、来电或留言的客户。</translation>
    </message>
    <message>
        <source>New lead</source>
        <translation>新建线索</translation>
    </message>
    <message>
        <source>On file</source>
        <translation>已有档案</translation>
    </message>
    <message>
        <source>Whoever is on file is found while you type</source>
        <translation>输入时会查找已有档案</translation>
    </message>
    <message>
        <source>In their own words</source>
        <translation>客户原话</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>沟通内容</translation>
    </message>
    <message>
        <source>Save lead</source>
        <translation>保存线索</translation>
    </message>
    <message>
        <source>Somebody new</source>
        <translation>新客户</translation>
    </message>
    <message>
        <source>Take that one</source>
        <translation>用已有档案</translation>
    </message>
    <message>
        <source>Reassign</source>
        <translation>转派</translation>
    </message>
    <message>
        <source>New owner</source>
        <translation>新跟进人</translation>
    </message>
    <message>
        <source>{n} lead goes to somebody else</source>
        <translation>{n} 条线索将转给别人</translation>
    </message>
    <message>
        <source>{n} leads go to somebody else</source>
        <translation>{n} 条线索将转给别人</translation>
    </message>
    <message>
        <source>+3, 11-25 or 11-25 10:00</source>
        <translation>+3、11-25 或 11-25 10:00</translation>
    </message>
    <message>
        <source>On</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>What about</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Choose a lead to see it here</source>
        <translation>请选择一条线索</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>打开档案</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>+30 or 2027-05-22</source>
        <translation>+30 或 2027-05-22</translation>
    </message>
    <message>
        <source>Why was it lost?</source>
        <translation>为什么战败？</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再次询问</translation>
    </message>
    <message>
        <source>Log this contact</source>
        <translation>记录本次联系</translation>
    </message>
    <message>
        <source>Log the contact</source>
        <translation>记录联系</translation>
    </message>
    <message>
        <source>{reason} · {n} this month</source>
        <translation>{reason} · 本月 {n}</translation>
    </message>
    <message>
        <source>Where, and what decided it?</source>
        <translation>去了哪里，什么起了决定作用？</translation>
    </message>
    <message>
        <source>Mark as lost</source>
        <translation>标记为战败</translation>
    </message>
    <message>
        <source>Take it up again</source>
        <translation>重新跟进</translation>
    </message>
    <message>
        <source>A photo belongs to one finding. Name just one.</source>
        <translation>照片属于一项检查结果，请只指明一项。</translation>
    </message>
    <message>
        <source>Write a finding as LINE=ok, LINE=fault:WHAT, LINE=parts:WHAT or LINE=mended:HOW.</source>
        <translation>检查结果请写成 LINE=ok、LINE=fault:缺陷、LINE=parts:缺陷 或 LINE=mended:如何修复。</translation>
    </message>
    <message>
        <source>Not finished: no photo of {lines}. Add one with: --of LINE --photo FILE</source>
        <translation>未完成：{lines} 没有照片。补照片请用：--of LINE --photo FILE</translation>
    </message>
    <message>
        <source>The car is handed over: {sheet}</source>
        <translation>车辆已交付：{sheet}</translation>
    </message>
    <message>
        <source>in hand</source>
        <translation>在库</translation>
    </message>
    <message>
        <source>pledged</source>
        <translation>已质押</translation>
    </message>
    <message>
        <source>redeemed</source>
        <translation>已赎回</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translation>预约</translation>
    </message>
    <message>
        <source>Invoice</source>
        <translation>发票</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>钥匙</translation>
    </message>
    <message>
        <source>Fitting</source>
        <translation>加装</translation>
    </message>
    <message>
        <source>This is for somebody else to note.</source>
        <translation>此项须由其他岗位登记。</translation>
    </message>
    <message>
        <source>This cannot be said of it.</source>
        <translation>此项不能这样登记。</translation>
    </message>
    <message>
        <source>A fitting names the line of the contract that is fitted.</source>
        <translation>加装须指明合同中的精品项目。</translation>
    </message>
    <message>
        <source>Say why it is not needed.</source>
        <translation>请说明为什么不需要。</translation>
    </message>
    <message>
        <source>Name the day on which it is fitted.</source>
        <translation>请注明加装日期。</translation>
    </message>
    <message>
        <source>Note the number on the paper, so that it can be found again.</source>
        <translation>请登记单据号码，以便日后查找。</translation>
    </message>
    <message>
        <source>Note the amount that it says.</source>
        <translation>请登记票面金额。</translation>
    </message>
    <message>
        <source>Note from which day it counts.</source>
        <translation>请注明从哪一天起生效。</translation>
    </message>
    <message>
        <source>Tick the papers that are there.</source>
        <translation>请勾选已齐的文件。</translation>
    </message>
    <message>
        <source>Count the keys: between 1 and {most}.</source>
        <translation>请清点钥匙：1 到 {most} 把。</translation>
    </message>
    <message>
        <source>Loan release</source>
        <translation>贷款放款</translation>
    </message>
    <message>
        <source>Factory certificate</source>
        <translation>合格证</translation>
    </message>
    <message>
        <source>Inspection (PDI)</source>
        <translation>PDI 检查</translation>
    </message>
    <message>
        <source>Accessories</source>
        <translation>精品加装</translation>
    </message>
    <message>
        <source>Papers in the car</source>
        <translation>随车文件</translation>
    </message>
    <message>
        <source>Nobody may pass over this: {items}.</source>
        <translation>任何人都不能跳过：{items}。</translation>
    </message>
    <message>
        <source>Only a manager may let something follow.</source>
        <translation>只有经理可以批准后补。</translation>
    </message>
    <message>
        <source>Say why it may follow.</source>
        <translation>请说明为什么可以后补。</translation>
    </message>
    <message>
        <source>The car cannot be released: {items}.</source>
        <translation>不能放行：{items}。</translation>
    </message>
    <message>
        <source>The inspection of this car follows another list.</source>
        <translation>这台车的检查使用另一份检查表。</translation>
    </message>
    <message>
        <source>The certificate of this car is not yours to move.</source>
        <translation>您不能变更这台车的合格证状态。</translation>
    </message>
    <message>
        <source>The contract is not on its way to a delivery.</source>
        <translation>合同不在交车流程中。</translation>
    </message>
    <message>
        <source>A release lets something follow that there is not.</source>
        <translation>放行所列的后补事项不存在。</translation>
    </message>
    <message>
        <source>This car was handed over already.</source>
        <translation>这台车已经交付。</translation>
    </message>
    <message>
        <source>The car was not released.</source>
        <translation>车辆未放行。</translation>
    </message>
    <message>
        <source>The handover sheet is not described as it must be.</source>
        <translation>交接单内容不符合要求。</translation>
    </message>
    <message>
        <source>The handover sheet says something else than the handover.</source>
        <translation>交接单与交车登记不一致。</translation>
    </message>
    <message>
        <source>A contract is carried out by a handover.</source>
        <translation>合同由交车履行完毕。</translation>
    </message>
    <message>
        <source>This is no date.</source>
        <translation>这不是日期。</translation>
    </message>
    <message>
        <source>A deal goes where its delivery goes.</source>
        <translation>成交单随交车推进。</translation>
    </message>
    <message>
        <source>The final paper is not signed</source>
        <translation>正式合同尚未签署</translation>
    </message>
    <message>
        <source>No car is allocated yet</source>
        <translation>尚未配车</translation>
    </message>
    <message>
        <source>Two desks changed it: somebody must decide first</source>
        <translation>两个终端都改过，须先处理</translation>
    </message>
    <message>
        <source>Signed, and nothing waits for a decision</source>
        <translation>已签，没有待处理的变更</translation>
    </message>
    <message>
        <source>{owed} is owed; {paid} is paid</source>
        <translation>{owed} 未收；{paid} 已收</translation>
    </message>
    <message>
        <source>{paid} is paid, {more} more than is owed</source>
        <translation>已收 {paid}，多收 {more}</translation>
    </message>
    <message>
        <source>{paid} is paid in full</source>
        <translation>{paid} 已收齐</translation>
    </message>
    <message>
        <source>No loan</source>
        <translation>无贷款</translation>
    </message>
    <message>
        <source>The lender</source>
        <translation>贷款机构</translation>
    </message>
    <message>
        <source>{lender} has released {loan}</source>
        <translation>{lender}已放款 {loan}</translation>
    </message>
    <message>
        <source>No invoice is noted</source>
        <translation>未登记发票</translation>
    </message>
    <message>
        <source>Invoice {no} says {amount}, the contract {price}</source>
        <translation>发票 {no} 金额为 {amount}，合同为 {price}</translation>
    </message>
    <message>
        <source>{no}; the amount is that of the contract</source>
        <translation>{no}，金额与合同一致</translation>
    </message>
    <message>
        <source>It is pledged: redeem it first</source>
        <translation>已质押，须先赎回</translation>
    </message>
    <message>
        <source>It is here</source>
        <translation>在库</translation>
    </message>
    <message>
        <source>{n} fault is not mended</source>
        <translation>{n} 处缺陷未修好</translation>
    </message>
    <message>
        <source>{n} faults are not mended</source>
        <translation>{n} 处缺陷未修好</translation>
    </message>
    <message>
        <source>{count}: {names}</source>
        <translation>{count}：{names}</translation>
    </message>
    <message>
        <source>{done} of {all} lines are looked at</source>
        <translation>已检查 {done} / {all} 项</translation>
    </message>
    <message>
        <source>{n} fault has no photo</source>
        <translation>{n} 处缺陷没有照片</translation>
    </message>
    <message>
        <source>{n} faults have no photo</source>
        <translation>{n} 处缺陷没有照片</translation>
    </message>
    <message>
        <source>All {all} lines are right</source>
        <translation>{all} 项全部通过</translation>
    </message>
    <message>
        <source>No compulsory insurance is noted</source>
        <translation>未登记交强险</translation>
    </message>
    <message>
        <source>{no} begins only on {day}</source>
        <translation>{no} 从 {day} 起才生效</translation>
    </message>
    <message>
        <source>{no}, in force from {day}</source>
        <translation>{no}，{day} 起生效</translation>
    </message>
    <message>
        <source>Paid: {no}</source>
        <translation>已缴：{no}</translation>
    </message>
    <message>
        <source>Not needed: {why}</source>
        <translation>不需要：{why}</translation>
    </message>
    <message>
        <source>The buyer pays it to the tax office</source>
        <translation>由买受人向税务机关缴纳</translation>
    </message>
    <message>
        <source>We collect it; no proof of payment is noted</source>
        <translation>由我方代收，未登记完税凭证</translation>
    </message>
    <message>
        <source>No plates are noted, not even temporary ones</source>
        <translation>未登记号牌，也没有临时号牌</translation>
    </message>
    <message>
        <source>{no} ended on {day}</source>
        <translation>{no} 已于 {day} 到期</translation>
    </message>
    <message>
        <source>{no}, until {day}</source>
        <translation>{no}，到 {day}</translation>
    </message>
    <message>
        <source>None were sold</source>
        <translation>没有精品</translation>
    </message>
    <message>
        <source>Not fitted: {names}</source>
        <translation>未装：{names}</translation>
    </message>
    <message>
        <source>Fitted: {names}</source>
        <translation>已装：{names}</translation>
    </message>
    <message>
        <source>After the handover: {names}</source>
        <translation>交车后：{names}</translation>
    </message>
    <message>
        <source>Nothing of it is fitted to the car</source>
        <translation>没有需要装车的项目</translation>
    </message>
    <message>
        <source>Missing: {names}</source>
        <translation>缺少：{names}</translation>
    </message>
    <message>
        <source>All {all} are there</source>
        <translation>{all} 类齐全</translation>
    </message>
    <message>
        <source>{count} of {all} keys are here</source>
        <translation>钥匙 {count} / {all} 把</translation>
    </message>
    <message>
        <source>{count} keys, {place}</source>
        <translation>{count} 把，{place}</translation>
    </message>
    <message>
        <source>{count} keys</source>
        <translation>{count} 把</translation>
    </message>
    <message>
        <source>A fault is shown by a picture. Take a JPEG, PNG or WebP file.</source>
        <translation>缺陷用照片说明。请选择 JPEG、PNG 或 WebP 文件。</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>waits for parts</source>
        <translation>等配件</translation>
    </message>
    <message>
        <source>mended</source>
        <translation>已修</translation>
    </message>
    <message>
        <source>This is no check-list.</source>
        <translation>这不是检查清单。</translation>
    </message>
    <message>
        <source>The column {column} is empty.</source>
        <translation>列 {column} 为空。</translation>
    </message>
    <message>
        <source>“{given}” in the column {column} is no key: letters a to z and digits, at most {most}.</source>
        <translation>列 {column} 中的“{given}”不能作为代码：只用字母 a 至 z 和数字，最多 {most} 个。</translation>
    </message>
    <message>
        <source>The check-list {list} begins on two days.</source>
        <translation>检查表 {list} 有两个生效日。</translation>
    </message>
    <message>
        <source>The check-list {list} has the line “{line}” twice.</source>
        <translation>检查表 {list} 中的项目“{line}”重复。</translation>
    </message>
    <message>
        <source>The check-list of this car has no such line.</source>
        <translation>这台车的检查表没有这一项。</translation>
    </message>
    <message>
        <source>Say what is wrong, or what was done about it.</source>
        <translation>请说明缺陷，或如何修复。</translation>
    </message>
    <message>
        <source>This line has a fault. Say what was done about it: it is then mended.</source>
        <translation>这一项有缺陷。请说明如何修复，然后登记为已修。</translation>
    </message>
    <message>
        <source>Nothing is wrong with this line that could be mended.</source>
        <translation>这一项没有需要修复的缺陷。</translation>
    </message>
    <message>
        <source>Read the kilometres off the car.</source>
        <translation>请读取车上的里程。</translation>
    </message>
    <message>
        <source>Charge or fuel is between 0 and 100 percent.</source>
        <translation>电量或油量应在 0 到 100% 之间。</translation>
    </message>
    <message>
        <source>A handover is noted when it happens, not before.</source>
        <translation>交车须在当天登记，不能提前。</translation>
    </message>
    <message>
        <source>{no} is not on its way to a delivery.</source>
        <translation>{no} 不在交车流程中。</translation>
    </message>
    <message>
        <source>{no} is not released. Release the car first.</source>
        <translation>{no} 尚未放行，请先放行。</translation>
    </message>
    <message>
        <source>Contract {no} has no such accessory.</source>
        <translation>合同 {no} 没有这项精品。</translation>
    </message>
    <message>
        <source>The contract is signed and says something else. Leave this out, and write an amendment.</source>
        <translation>合同已签署，内容与此不同。请不采用此项，并另立补充协议。</translation>
    </message>
    <message>
        <source>Deal {no} is another customer&apos;s. Begin a new one.</source>
        <translation>成交单 {no} 属于其他客户，请新建。</translation>
    </message>
    <message>
        <source>Deal {no} has a contract already. Change that instead.</source>
        <translation>成交单 {no} 已有合同，请修改该合同。</translation>
    </message>
    <message>
        <source>The deal has a contract already.</source>
        <translation>该成交单已有合同。</translation>
    </message>
    <message>
        <source>No quotes.</source>
        <translation>没有报价单。</translation>
    </message>
    <message>
        <source>A quote holds from today for at most {most} days.</source>
        <translation>报价自当日起有效，最长 {most} 天。</translation>
    </message>
    <message>
        <source>Quote {no} was valid until {day}. Give out a new version.</source>
        <translation>报价单 {no} 的有效期至 {day}，已过期。请出具新版本。</translation>
    </message>
    <message>
        <source>The quote&apos;s paper and its amounts do not agree.</source>
        <translation>报价单内容与金额不一致。</translation>
    </message>
    <message>
        <source>The quote is beyond the salesperson&apos;s limit.</source>
        <translation>报价超出销售顾问的权限。</translation>
    </message>
    <message>
        <source>The quote&apos;s paper cannot be read.</source>
        <translation>无法读取报价单内容。</translation>
    </message>
    <message>
        <source>A deal begins with its quote.</source>
        <translation>成交单须与其报价单一同建立。</translation>
    </message>
    <message>
        <source>There is no quote {no}.</source>
        <translation>没有报价单 {no}。</translation>
    </message>
    <message>
        <source>Your limit is ¥{floor}. Have a manager approve a contract (F8), or quote a higher price.</source>
        <translation>您的权限底价为 ¥{floor}。请由经理审批合同（F8），或提高报价。</translation>
    </message>
    <message>
        <source>No trade-ins.</source>
        <translation>没有置换车。</translation>
    </message>
    <message>
        <source>“{given}” is no whole number.</source>
        <translation>“{given}”不是整数。</translation>
    </message>
    <message>
        <source>Write a mark as AREA=FINDING=AMOUNT.</source>
        <translation>损伤请写成 位置=情况=金额。</translation>
    </message>
    <message>
        <source>A date is needed.</source>
        <translation>请填写日期。</translation>
    </message>
    <message>
        <source>There is no used car {id} here.</source>
        <translation>这里没有旧车 {id}。</translation>
    </message>
    <message>
        <source>Say who would pay that.</source>
        <translation>请填写报价方。</translation>
    </message>
    <message>
        <source>An offer is above zero.</source>
        <translation>报价须大于零。</translation>
    </message>
    <message>
        <source>Say why the customer keeps the car.</source>
        <translation>请填写客户留车的原因。</translation>
    </message>
    <message>
        <source>Say what car it is.</source>
        <translation>请填写是什么车。</translation>
    </message>
    <message>
        <source>{plate} is past that. Look at it again.</source>
        <translation>{plate} 已过这一步，请重新查看。</translation>
    </message>
    <message>
        <source>Photos still missing: {count}. Take them before the value is approved.</source>
        <translation>还缺照片 {count} 张，批准前须补齐。</translation>
    </message>
    <message>
        <source>Deal {no} is over.</source>
        <translation>成交单 {no} 已结束。</translation>
    </message>
    <message>
        <source>This car is appraised already, as {plate}.</source>
        <translation>此车已在评估，号牌 {plate}。</translation>
    </message>
    <message>
        <source>There is no place “{place}” at a car. Known are: {known}.</source>
        <translation>车上没有“{place}”这个位置。可用的有：{known}。</translation>
    </message>
    <message>
        <source>A photo is a JPEG, PNG or WebP file.</source>
        <translation>照片须为 JPEG、PNG 或 WebP 文件。</translation>
    </message>
    <message>
        <source>Trade-in payout</source>
        <translation>置换差额</translation>
    </message>
    <message>
        <source>being appraised</source>
        <translation>评估中</translation>
    </message>
    <message>
        <source>waits for a manager</source>
        <translation>待经理审批</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>in the contract</source>
        <translation>已抵扣</translation>
    </message>
    <message>
        <source>handed in</source>
        <translation>已收车</translation>
    </message>
    <message>
        <source>Left side</source>
        <translation>左侧</translation>
    </message>
    <message>
        <source>Right side</source>
        <translation>右侧</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>正前</translation>
    </message>
    <message>
        <source>Rear</source>
        <translation>正后</translation>
    </message>
    <message>
        <source>Front left 45°</source>
        <translation>左前 45°</translation>
    </message>
    <message>
        <source>Rear right 45°</source>
        <translation>右后 45°</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>仪表</translation>
    </message>
    <message>
        <source>Front seats</source>
        <translation>前排内饰</translation>
    </message>
    <message>
        <source>Engine bay</source>
        <translation>发动机舱</translation>
    </message>
    <message>
        <source>Tyres</source>
        <translation>轮胎</translation>
    </message>
    <message>
        <source>VIN plate</source>
        <translation>铭牌 VIN</translation>
    </message>
    <message>
        <source>Underbody</source>
        <translation>底盘</translation>
    </message>
    <message>
        <source>A plate is a province, a letter and five or six characters, such as 浙A·7K2M5.</source>
        <translation>号牌由省份简称、一个字母和五至六位字符组成，例如 浙A·7K2M5。</translation>
    </message>
    <message>
        <source>The first registration lies in the future. Look at the registration certificate.</source>
        <translation>初次登记日期晚于今天，请核对行驶证。</translation>
    </message>
    <message>
        <source>Read the kilometres off the dashboard again.</source>
        <translation>请重新读取仪表里程。</translation>
    </message>
    <message>
        <source>What is still owed is not below zero.</source>
        <translation>未结清金额不能小于零。</translation>
    </message>
    <message>
        <source>Say where the damage is, what it is, and what it takes off.</source>
        <translation>请填写损伤位置、情况和扣减金额。</translation>
    </message>
    <message>
        <source>The value must be above zero.</source>
        <translation>作价须大于零。</translation>
    </message>
    <message>
        <source>¥{payoff} are still owed on the car. A lower value would not pay that off.</source>
        <translation>此车还有 ¥{payoff} 未结清，作价不能低于此金额。</translation>
    </message>
    <message>
        <source>{most} used cars at most pay for one new car. Cancel one first.</source>
        <translation>一台新车最多抵扣 {most} 台旧车，请先取消一台。</translation>
    </message>
    <message>
        <source>Who appraised the car does not approve its value. Ask another manager.</source>
        <translation>评估人不能审批自己的作价，请找另一位经理。</translation>
    </message>
    <message>
        <source>The car was valued before this change arrived.</source>
        <translation>此更改到达前，旧车已作价。</translation>
    </message>
    <message>
        <source>Three used cars at most pay for one new car.</source>
        <translation>一台新车最多抵扣三台旧车。</translation>
    </message>
    <message>
        <source>Somebody moved this appraisal on first.</source>
        <translation>此评估已被他人先行处理。</translation>
    </message>
    <message>
        <source>A value names who gave it.</source>
        <translation>作价须注明由谁给出。</translation>
    </message>
    <message>
        <source>Photos are missing that the value rests on.</source>
        <translation>缺少作价所依据的照片。</translation>
    </message>
    <message>
        <source>A used car costs what it was valued at.</source>
        <translation>旧车的入库成本等于作价。</translation>
    </message>
    <message>
        <source>The contract is not signed yet.</source>
        <translation>合同尚未签署。</translation>
    </message>
    <message>
        <source>The used cars come to more than is to be paid now.</source>
        <translation>旧车抵扣已高于现在的应付款。</translation>
    </message>
    <message>
        <source>This was paid out already.</source>
        <translation>此差额已支付。</translation>
    </message>
    <message>
        <source>This action does not bring a trade-in into that state.</source>
        <translation>此操作不能使置换车进入该状态。</translation>
    </message>
    <message>
        <source>A manager who is somebody else decides this, and signs it.</source>
        <translation>须由另一位经理审批并签名。</translation>
    </message>
    <message>
        <source>A contract&apos;s line is not what the used car is worth.</source>
        <translation>合同行与旧车作价不符。</translation>
    </message>
    <message>
        <source>The used cars come to more than is to be paid now. Take them off and put them on again: what is above is paid out.</source>
        <translation>旧车抵扣已高于现在的应付款。请先移除再重新抵扣，差额另行支付。</translation>
    </message>
    <message>
        <source>The appraisal held until {day}. Have the value approved anew.</source>
        <translation>评估有效期至 {day}，请重新审批作价。</translation>
    </message>
    <message>
        <source>The contract is not signed yet. The car is taken in when it is.</source>
        <translation>合同尚未签署。签署后才能收车。</translation>
    </message>
    <message>
        <source>Nothing is to be paid out for {plate}.</source>
        <translation>{plate} 没有需要支付的差额。</translation>
    </message>
    <message>
        <source>The deal has no contract. Draw one first (F8).</source>
        <translation>此成交单还没有合同，请先生成合同（F8）。</translation>
    </message>
    <message>
        <source>{no} is no draft any more. Used cars come onto a draft, and off it, only.</source>
        <translation>{no} 已不是草稿。旧车只能在合同草稿上抵扣或移除。</translation>
    </message>
    <message>
        <source>The car is worth ¥{payout} more than the customer owes. No price goes below zero: the ¥{payout} are paid out, and that needs a manager&apos;s approval.</source>
        <translation>旧车作价比客户应付款高 ¥{payout}。价款不会低于零：¥{payout} 须付给客户，并须经理审批。</translation>
    </message>
    <message>
        <source>{plate} is not at that point: it has to be “{state}” first.</source>
        <translation>{plate} 还不能这样做：须先为“{state}”。</translation>
    </message>
    <message>
        <source>The car of {no} is not handed over yet.</source>
        <translation>{no} 的车辆尚未交付。</translation>
    </message>
    <message>
        <source>There is no receipt printer here. Name a printer with --printer.</source>
        <translation>这里没有小票打印机。请用 --printer 指定打印机。</translation>
    </message>
    <message>
        <source>Write the printer&apos;s address, or --none.</source>
        <translation>请填写打印机地址，或使用 --none。</translation>
    </message>
    <message>
        <source>Write the signature pad&apos;s address, or --none.</source>
        <translation>请写签字板的地址，或 --none。</translation>
    </message>
    <message>
        <source>No receipt printer here</source>
        <translation>这里没有小票打印机</translation>
    </message>
    <message>
        <source>its cover is open</source>
        <translation>机盖未合上</translation>
    </message>
    <message>
        <source>it has a fault; switch it off and on</source>
        <translation>打印机故障，请关机后重新开机</translation>
    </message>
    <message>
        <source>“{given}” is no address of a receipt printer. Write its name or number in the network.</source>
        <translation>“{given}”不是小票打印机的地址。请填写它在网络中的名称或 IP 地址。</translation>
    </message>
    <message>
        <source>Paper is 58, 80 or 241 mm wide; text goes as {texts}.</source>
        <translation>纸宽为 58、80 或 241 mm；文字可按 {texts} 发送。</translation>
    </message>
    <message>
        <source>The receipt printer cannot print: {reason}. Nothing came out; the receipt is kept.</source>
        <translation>小票打印机无法打印：{reason}。尚未出纸，收据已保存。</translation>
    </message>
    <message>
        <source>The receipt printer {printer} does not answer. Is it on, and in this network?</source>
        <translation>小票打印机 {printer} 没有应答。请检查它是否已开机并连在本网络中。</translation>
    </message>
    <message>
        <source>it broke off</source>
        <translation>打印中断</translation>
    </message>
    <message>
        <source>The receipt printer stopped in the middle: {reason}. The receipt is kept. Put that right and print it again: it will say COPY, because the first one may be readable.</source>
        <translation>小票打印机中途停止：{reason}。收据已保存。请排除故障后重新打印；重打的一份会标明“副本 COPY”，因为第一份可能已可辨认。</translation>
    </message>
    <message>
        <source>58 mm</source>
        <translation>58 mm</translation>
    </message>
    <message>
        <source>80 mm</source>
        <translation>80 mm</translation>
    </message>
    <message>
        <source>241 mm, forms of several parts</source>
        <translation>241 mm，多联打印纸</translation>
    </message>
    <message>
        <source>Chinese letters of the printer (GB18030)</source>
        <translation>打印机自带汉字（GB18030）</translation>
    </message>
    <message>
        <source>Chinese letters of the printer (GBK)</source>
        <translation>打印机自带汉字（GBK）</translation>
    </message>
    <message>
        <source>Letters of the printer (UTF-8)</source>
        <translation>打印机自带字符（UTF-8）</translation>
    </message>
    <message>
        <source>Pictures: any printer, slower</source>
        <translation>以图像打印：适用于任何打印机，较慢</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Receipt printer</source>
        <translation>小票打印机</translation>
    </message>
    <message>
        <source>Paper width</source>
        <translation>纸宽</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>A cash drawer hangs on it: open it for cash</source>
        <translation>接有钱箱：收付现金时打开</translation>
    </message>
    <message>
        <source>Signature pad</source>
        <translation>签字板</translation>
    </message>
    <message>
        <source>Receipt printer: its name or number in the network</source>
        <translation>小票打印机：网络名称或 IP 地址</translation>
    </message>
    <message>
        <source>Signature pad: usb, or its name or number in the network</source>
        <translation>签字板：写 usb，或它在网络中的名称或地址</translation>
    </message>
    <message>
        <source>Receipts come out there instead of on A5. Leave it empty if this desk has none.</source>
        <translation>收据在此打印，不再使用 A5 纸。本柜台没有小票打印机时请留空。</translation>
    </message>
    <message>
        <source>If Chinese letters or ¥ come out wrong, choose another way to send the text.</source>
        <translation>如果汉字或 ¥ 打印不正确，请换一种文字发送方式。</translation>
    </message>
    <message>
        <source>ePadLink ePad. Where the system makes a pen of a pad, leave this empty: it draws by itself.</source>
        <translation>支持 ePadLink ePad。系统已把签字板当作手写笔的，此处留空即可直接签名。</translation>
    </message>
    <message>
        <source>Print a test</source>
        <translation>打印测试页</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>The test was sent. Can you read everything on it?</source>
        <translation>测试页已发送。您能看清上面的全部内容吗？</translation>
    </message>
    <message>
        <source>Receipts come out of the receipt printer</source>
        <translation>收据将由小票打印机打印</translation>
    </message>
    <message>
        <source>approved with conditions</source>
        <translation>有条件批准</translation>
    </message>
    <message>
        <source>paid out</source>
        <translation>已放款</translation>
    </message>
    <message>
        <source>withdrawn</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Identity card, both sides</source>
        <translation>身份证正反面</translation>
    </message>
    <message>
        <source>valid</source>
        <translation>在有效期内</translation>
    </message>
    <message>
        <source>Driving licence</source>
        <translation>驾驶证</translation>
    </message>
    <message>
        <source>in the same name</source>
        <translation>姓名一致</translation>
    </message>
    <message>
        <source>Consent to the credit enquiry</source>
        <translation>征信查询授权书</translation>
    </message>
    <message>
        <source>signed by the borrower</source>
        <translation>本人签名</translation>
    </message>
    <message>
        <source>Proof of income</source>
        <translation>收入证明</translation>
    </message>
    <message>
        <source>twice the instalment at least</source>
        <translation>月收入至少为月供 2 倍</translation>
    </message>
    <message>
        <source>Bank statements of 6 months</source>
        <translation>银行流水 6 个月</translation>
    </message>
    <message>
        <source>the last 6 months, stamped</source>
        <translation>最近 6 个月，有章</translation>
    </message>
    <message>
        <source>Sales contract</source>
        <translation>购车合同</translation>
    </message>
    <message>
        <source>Declaration of marital status</source>
        <translation>婚姻状况声明</translation>
    </message>
    <message>
        <source>Receipt of the down payment</source>
        <translation>首付凭证</translation>
    </message>
    <message>
        <source>paid here</source>
        <translation>在本店支付</translation>
    </message>
    <message>
        <source>Insurance policy</source>
        <translation>商业险保单</translation>
    </message>
    <message>
        <source>the lender is its first beneficiary</source>
        <translation>第一受益人为贷款机构</translation>
    </message>
    <message>
        <source>Say which bank or finance company lends.</source>
        <translation>请填写贷款机构。</translation>
    </message>
    <message>
        <source>A loan is above zero, and at most the ¥{owed} that are left to pay.</source>
        <translation>贷款须大于零，且不超过尚欠的 ¥{owed}。</translation>
    </message>
    <message>
        <source>Loan paid out</source>
        <translation>贷款到账</translation>
    </message>
    <message>
        <source>The lender declined: by the contract everything goes back, the deposit too.</source>
        <translation>贷款未获批准：按合同应退还全部款项，包括定金。</translation>
    </message>
    <message>
        <source>The deal has an application already. Withdraw it first.</source>
        <translation>此成交单已有贷款申请，请先撤回。</translation>
    </message>
    <message>
        <source>Say what is wrong with the paper.</source>
        <translation>请说明资料有什么问题。</translation>
    </message>
    <message>
        <source>The list has no paper “{kind}”. It has: {known}.</source>
        <translation>清单里没有“{kind}”。有：{known}。</translation>
    </message>
    <message>
        <source>A lender approves, approves with conditions, or declines.</source>
        <translation>贷款机构只能批准、有条件批准或拒绝。</translation>
    </message>
    <message>
        <source>Say which conditions.</source>
        <translation>请填写条件。</translation>
    </message>
    <message>
        <source>There is no such condition.</source>
        <translation>没有这个条件。</translation>
    </message>
    <message>
        <source>Say why it is withdrawn.</source>
        <translation>请填写撤回原因。</translation>
    </message>
    <message>
        <source>Enter the reference of the transfer.</source>
        <translation>请填写转账凭证号。</translation>
    </message>
    <message>
        <source>The lender granted ¥{granted}. Clear the difference before it is booked.</source>
        <translation>贷款机构批准 ¥{granted}，请先核清差额再入账。</translation>
    </message>
    <message>
        <source>Only ¥{owed} are left to pay. Refund what was paid too much first.</source>
        <translation>只剩 ¥{owed} 未付，请先退还多付的款项。</translation>
    </message>
    <message>
        <source>The lender granted something else than the contract says. Have an amendment signed first.</source>
        <translation>批准内容与合同不一致，请先签补充协议。</translation>
    </message>
    <message>
        <source>The lender still waits for: {what}.</source>
        <translation>贷款机构还在等：{what}。</translation>
    </message>
    <message>
        <source>Papers are missing: {what}.</source>
        <translation>缺少资料：{what}。</translation>
    </message>
    <message>
        <source>This application is {state}: nothing more is noted of it.</source>
        <translation>此申请为“{state}”，不再记录变更。</translation>
    </message>
    <message>
        <source>This application is {state} and cannot become that.</source>
        <translation>此申请为“{state}”，不能这样变更。</translation>
    </message>
    <message>
        <source>No loans.</source>
        <translation>没有贷款申请。</translation>
    </message>
    <message>
        <source>There is no loan application {id} here.</source>
        <translation>这里没有贷款申请 {id}。</translation>
    </message>
    <message>
        <source>Who moves an application is noted with it.</source>
        <translation>须记录由谁变更申请状态。</translation>
    </message>
    <message>
        <source>The deal has an application already.</source>
        <translation>此成交单已有贷款申请。</translation>
    </message>
    <message>
        <source>Papers are missing that the lender wants to see.</source>
        <translation>缺少贷款机构要求的资料。</translation>
    </message>
    <message>
        <source>Conditions are said.</source>
        <translation>须写明条件。</translation>
    </message>
    <message>
        <source>The lender&apos;s money was booked already.</source>
        <translation>贷款放款已入账。</translation>
    </message>
    <message>
        <source>More would be paid than is owed.</source>
        <translation>已付将超过应付。</translation>
    </message>
    <message>
        <source>Who ticks a paper off is noted with it.</source>
        <translation>须记录由谁核对资料。</translation>
    </message>
    <message>
        <source>A lender&apos;s money is booked with its application.</source>
        <translation>贷款到账须与贷款申请一并入账。</translation>
    </message>
    <message>
        <source>This is not what the lender granted.</source>
        <translation>与贷款机构批准的金额不符。</translation>
    </message>
    <message>
        <source>A lender&apos;s money names its transfer.</source>
        <translation>贷款到账须注明转账凭证号。</translation>
    </message>
    <message>
        <source>This action does not bring a loan into that state.</source>
        <translation>此操作不能使贷款申请进入该状态。</translation>
    </message>
    <message>
        <source>Quotes</source>
        <translation>报价单</translation>
    </message>
    <message>
        <source>Give out</source>
        <translation>出具</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>Language of the papers</source>
        <translation>单据语言</translation>
    </message>
    <message>
        <source>Given out</source>
        <translation>已出具</translation>
    </message>
    <message>
        <source>Nothing was given out to this customer yet.</source>
        <translation>尚未向该客户出具报价单。</translation>
    </message>
    <message>
        <source>Version {n}</source>
        <translation>第 {n} 版</translation>
    </message>
    <message>
        <source>ran out on {day}</source>
        <translation>已于 {day} 过期</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translation>有效期至 {day}</translation>
    </message>
    <message>
        <source>Onto the desk</source>
        <translation>调入本单</translation>
    </message>
    <message>
        <source>There is no consent to withdraw.</source>
        <translation>没有可撤回的同意。</translation>
    </message>
    <message>
        <source>There is no number here.</source>
        <translation>这里没有号码。</translation>
    </message>
    <message>
        <source>Calls and messages about this purchase</source>
        <translation>就本次购车电话和消息联系</translation>
    </message>
    <message>
        <source>News and offers</source>
        <translation>资讯和优惠</translation>
    </message>
    <message>
        <source>Passing on to bank, insurer and registration office</source>
        <translation>提供给银行、保险公司和车管所</translation>
    </message>
    <message>
        <source>on paper</source>
        <translation>纸质</translation>
    </message>
    <message>
        <source>on the pad</source>
        <translation>手写板</translation>
    </message>
    <message>
        <source>spoken</source>
        <translation>口头</translation>
    </message>
    <message>
        <source>Taking out insurance</source>
        <translation>办理保险</translation>
    </message>
    <message>
        <source>Registration and plates</source>
        <translation>办理上牌</translation>
    </message>
    <message>
        <source>Loan application</source>
        <translation>申请贷款</translation>
    </message>
    <message>
        <source>Calling back</source>
        <translation>回拨电话</translation>
    </message>
    <message>
        <source>Comparing with the paper</source>
        <translation>核对证件</translation>
    </message>
    <message>
        <source>A withdrawal says when, and who took it.</source>
        <translation>撤回须注明时间和经办人。</translation>
    </message>
    <message>
        <source>Say why you need the whole number.</source>
        <translation>请说明为什么需要完整号码。</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation>身份证</translation>
    </message>
    <message>
        <source>Name of the company</source>
        <translation>公司名称</translation>
    </message>
    <message>
        <source>Unified social credit code</source>
        <translation>统一社会信用代码</translation>
    </message>
    <message>
        <source>Number of the paper</source>
        <translation>证件号码</translation>
    </message>
    <message>
        <source>{name} is on file with this number.</source>
        <translation>{name} 已有档案，号码相同。</translation>
    </message>
    <message>
        <source>Open that one</source>
        <translation>打开已有档案</translation>
    </message>
    <message>
        <source>Edit customer</source>
        <translation>编辑客户</translation>
    </message>
    <message>
        <source>New consent was given</source>
        <translation>新同意的方式</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Tick what the customer agreed to. To take a tick away is to withdraw the consent.</source>
        <translation>勾选客户同意的事项；取消勾选即撤回同意。</translation>
    </message>
    <message>
        <source>{name} is saved</source>
        <translation>{name} 已保存</translation>
    </message>
    <message>
        <source>•••• {last}; type to replace it</source>
        <translation>•••• {last}，输入即替换</translation>
    </message>
    <message>
        <source>since {day}, {way}</source>
        <translation>{day} 起，{way}</translation>
    </message>
    <message>
        <source>A consent is withdrawn once, by whoever takes it back.</source>
        <translation>同意只能撤回一次，由经办人记录。</translation>
    </message>
    <message>
        <source>{clause}: {finding}</source>
        <translation>{clause}：{finding}</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>“{given}” is no date. Write 2026-12-01.</source>
        <translation>“{given}”不是日期。请这样写：2026-12-01。</translation>
    </message>
    <message>
        <source>Nothing to mend.</source>
        <translation>没有需要修改的地方。</translation>
    </message>
    <message>
        <source>Loan, add-ons, used car</source>
        <translation>贷款、精品、旧车置换</translation>
    </message>
    <message>
        <source>Paid in one sum</source>
        <translation>一次付清</translation>
    </message>
    <message>
        <source>Instalments, no car yet</source>
        <translation>分期付款，尚未配车</translation>
    </message>
    <message>
        <source>Order for a car that is not certain</source>
        <translation>车辆未确认的订单</translation>
    </message>
    <message>
        <source>Line {line} stands before the first clause. Begin a clause with: ## Heading [key]</source>
        <translation>第 {line} 行在第一个条款之前。条款这样开头：## 标题 [key]</translation>
    </message>
    <message>
        <source>Line {line} is no heading. Write it so: ## Heading [key]</source>
        <translation>第 {line} 行不是标题。请这样写：## 标题 [key]</translation>
    </message>
    <message>
        <source>Line {line}: “{word}” is neither “table …” nor “when …”.</source>
        <translation>第 {line} 行：“{word}”既不是“table …”也不是“when …”。</translation>
    </message>
    <message>
        <source>There is no paper yet. Fix the first error, then print.</source>
        <translation>还没有可打印的文本，请先改正第一处错误。</translation>
    </message>
    <message>
        <source>This text cannot be printed. Undo the last change.</source>
        <translation>此文本无法打印。请撤销上一步修改。</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>尚未保存</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>有改动</translation>
    </message>
    <message>
        <source>New clause</source>
        <translation>新增条款</translation>
    </message>
    <message>
        <source>Clause removed</source>
        <translation>已删除条款</translation>
    </message>
    <message>
        <source>Moved to another place</source>
        <translation>位置已调整</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Before the first clause</source>
        <translation>首条之前</translation>
    </message>
    <message>
        <source>Compare versions</source>
        <translation>对比版本</translation>
    </message>
    <message>
        <source>After</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Language of the text</source>
        <translation>文本语言</translation>
    </message>
    <message>
        <source>Struck out: no longer there. Underlined: new.</source>
        <translation>划线为删去的文字，下划线为新增的文字。</translation>
    </message>
    <message>
        <source>{n} clause differs</source>
        <translation>{n} 条有差异</translation>
    </message>
    <message>
        <source>{n} clauses differ</source>
        <translation>{n} 条有差异</translation>
    </message>
    <message>
        <source>The texts are the same in this language.</source>
        <translation>该语言的文本完全一致。</translation>
    </message>
    <message>
        <source>In force from</source>
        <translation>生效日</translation>
    </message>
    <message>
        <source>Until (may be open)</source>
        <translation>截止日（可不填）</translation>
    </message>
    <message>
        <source>Text of the contract</source>
        <translation>合同文本</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Save the draft</source>
        <translation>保存草稿</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>Drop the draft</source>
        <translation>放弃草稿</translation>
    </message>
    <message>
        <source>{n} errors left</source>
        <translation>还有 {n} 处错误</translation>
    </message>
    <message>
        <source>Published: it is read, not edited</source>
        <translation>已发布：只读</translation>
    </message>
    <message>
        <source>The draft is saved</source>
        <translation>草稿已保存</translation>
    </message>
    <message>
        <source>The new draft is open</source>
        <translation>新草稿已打开</translation>
    </message>
    <message>
        <source>The version is published</source>
        <translation>版本已发布</translation>
    </message>
    <message>
        <source>The version is withdrawn</source>
        <translation>版本已停用</translation>
    </message>
    <message>
        <source>Fix the first error</source>
        <translation>修正第一处错误</translation>
    </message>
    <message>
        <source>Insert a field</source>
        <translation>插入字段</translation>
    </message>
    <message>
        <source>Other language</source>
        <translation>切换语言</translation>
    </message>
    <message>
        <source>All branches</source>
        <translation>所有门店</translation>
    </message>
    <message>
        <source>Where there are two administrators, the other one publishes</source>
        <translation>有两位管理员时，由另一位发布</translation>
    </message>
    <message>
        <source>The test paper is printed</source>
        <translation>测试页已打印</translation>
    </message>
    <message>
        <source>No template has come yet</source>
        <translation>尚未收到模板</translation>
    </message>
    <message>
        <source>It comes with the first sync.</source>
        <translation>首次同步后即有。</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Sample deal</source>
        <translation>示例订单</translation>
    </message>
    <message>
        <source>Contract linter</source>
        <translation>合同检查</translation>
    </message>
    <message>
        <source>{n} error</source>
        <translation>{n} 处错误</translation>
    </message>
    <message>
        <source>{n} errors</source>
        <translation>{n} 处错误</translation>
    </message>
    <message>
        <source>{n} warning</source>
        <translation>{n} 处提醒</translation>
    </message>
    <message>
        <source>{n} warnings</source>
        <translation>{n} 处提醒</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Show: {finding}</source>
        <translation>查看：{finding}</translation>
    </message>
    <message>
        <source>Change to 20 %</source>
        <translation>改为 20 %</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>生效中</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已失效</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translation>自 {day} 起</translation>
    </message>
    <message>
        <source>{who}, {day}</source>
        <translation>{who}，{day}</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>New draft with this text</source>
        <translation>以此文本新建草稿</translation>
    </message>
    <message>
        <source>What is published is never edited. Signed contracts keep theirs.</source>
        <translation>已发布的版本不再修改，已签合同沿用原版本。</translation>
    </message>
    <message>
        <source>{field}, required, not placed yet</source>
        <translation>{field}，必填，尚未放入</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Enter places it</source>
        <translation>按 Enter 放入</translation>
    </message>
    <message>
        <source>Find a field</source>
        <translation>查找字段</translation>
    </message>
    <message>
        <source>* required in every contract. Red: not placed yet.</source>
        <translation>* 每份合同必填。红色：尚未放入。</translation>
    </message>
    <message>
        <source>The clock of this computer is wrong: set it</source>
        <translation>这台电脑的时钟不对，请校准</translation>
    </message>
    <message>
        <source>The clock of this computer is wrong: it says {here:%Y-%m-%d %H:%M}, the centre said {there:%Y-%m-%d %H:%M}. Set it, then sign in again: contracts would bear a wrong date.</source>
        <translation>这台电脑的时钟不对：它显示 {here:%Y-%m-%d %H:%M}，而中心给出的是 {there:%Y-%m-%d %H:%M}。请先校准时钟再重新登录，否则合同日期会出错。</translation>
    </message>
    <message>
        <source>Price to contract (F8)</source>
        <translation>价格至合同（F8）</translation>
    </message>
    <message>
        <source>Deposit (F9)</source>
        <translation>定金（F9）</translation>
    </message>
    <message>
        <source>Print and sign (F10)</source>
        <translation>打印签署（F10）</translation>
    </message>
    <message>
        <source>Stopwatch</source>
        <translation>秒表</translation>
    </message>
    <message>
        <source>Measure sales at this desk</source>
        <translation>在本柜台计时</translation>
    </message>
    <message>
        <source>It keeps days, seconds and numbers of keys on this computer, nothing of customers or contracts.</source>
        <translation>只在本机保存日期、秒数和按键数，不涉及任何客户或合同信息。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>The whole sale</source>
        <translation>整单</translation>
    </message>
    <message>
        <source>{step}: {n}, above the target</source>
        <translation>{step}：{n}，高于目标</translation>
    </message>
    <message>
        <source>{step}: {n}, within the target</source>
        <translation>{step}：{n}，在目标之内</translation>
    </message>
    <message>
        <source>Sales are not measured at this desk.</source>
        <translation>本柜台不计时。</translation>
    </message>
    <message>
        <source>No sale was measured this week. The next one at the deal desk is the first.</source>
        <translation>本周尚无计时的成交。下一单将是第一单。</translation>
    </message>
    <message>
        <source>{n} sale</source>
        <translation>{n} 单</translation>
    </message>
    <message>
        <source>{n} sales</source>
        <translation>{n} 单</translation>
    </message>
    <message>
        <source>Median of this week at this desk: {sales}.</source>
        <translation>本柜台本周中位数：{sales}。</translation>
    </message>
    <message>
        <source>Trade-in {plate}</source>
        <translation>置换 {plate}</translation>
    </message>
    <message>
        <source>Ctrl+T shows it</source>
        <translation>Ctrl+T 查看</translation>
    </message>
    <message>
        <source>Trade-ins</source>
        <translation>置换</translation>
    </message>
    <message>
        <source>Trade-in</source>
        <translation>置换评估</translation>
    </message>
    <message>
        <source>Draw the contract first (F8)</source>
        <translation>请先生成合同（F8）</translation>
    </message>
    <message>
        <source>Choose a visit to see it here</source>
        <translation>选一次进店查看</translation>
    </message>
    <message>
        <source>Paid at the workshop (¥)</source>
        <translation>售后实付（¥）</translation>
    </message>
    <message>
        <source>Kilometres at arrival</source>
        <translation>进店里程</translation>
    </message>
    <message>
        <source>Noted only; no receipt of ours</source>
        <translation>只作记录，不开收据</translation>
    </message>
    <message>
        <source>Next service on</source>
        <translation>下次保养日期</translation>
    </message>
    <message>
        <source>As {example}</source>
        <translation>如 {example}</translation>
    </message>
    <message>
        <source>Write the date as {example}</source>
        <translation>日期请写成 {example}</translation>
    </message>
    <message>
        <source>Next service at (km)</source>
        <translation>下次保养里程</translation>
    </message>
    <message>
        <source>Another time</source>
        <translation>改约</translation>
    </message>
    <message>
        <source>Nobody came</source>
        <translation>未到店</translation>
    </message>
    <message>
        <source>Cancel the visit</source>
        <translation>取消预约</translation>
    </message>
    <message>
        <source>Write the date as 2026-03-14</source>
        <translation>日期请写成 2026-03-14</translation>
    </message>
    <message>
        <source>Used car</source>
        <translation>旧车</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>号牌</translation>
    </message>
    <message>
        <source>Kilometres</source>
        <translation>里程</translation>
    </message>
    <message>
        <source>First registered</source>
        <translation>初次登记</translation>
    </message>
    <message>
        <source>Owners so far</source>
        <translation>过户手数</translation>
    </message>
    <message>
        <source>Registered owner</source>
        <translation>车主</translation>
    </message>
    <message>
        <source>Still owed on it (¥)</source>
        <translation>未结清金额（¥）</translation>
    </message>
    <message>
        <source>Owed to</source>
        <translation>抵押权人</translation>
    </message>
    <message>
        <source>Market price (¥)</source>
        <translation>同款均价（¥）</translation>
    </message>
    <message>
        <source>Accidents, flood, fire</source>
        <translation>事故 / 水泡 / 火烧</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>扣减</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>情况</translation>
    </message>
    <message>
        <source>Shown by</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Takes off (¥)</source>
        <translation>扣减（¥）</translation>
    </message>
    <message>
        <source>Offer</source>
        <translation>报价</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>报价方</translation>
    </message>
    <message>
        <source>Offer (¥)</source>
        <translation>报价（¥）</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>已记录</translation>
    </message>
    <message>
        <source>It waits for a manager</source>
        <translation>等待经理审批</translation>
    </message>
    <message>
        <source>The value is approved</source>
        <translation>作价已批准</translation>
    </message>
    <message>
        <source>The value is declined</source>
        <translation>作价未通过</translation>
    </message>
    <message>
        <source>It is on the contract</source>
        <translation>已抵扣到合同</translation>
    </message>
    <message>
        <source>It is off the contract</source>
        <translation>已从合同移除</translation>
    </message>
    <message>
        <source>The car is in stock</source>
        <translation>已收车入库</translation>
    </message>
    <message>
        <source>Paid out</source>
        <translation>差额已支付</translation>
    </message>
    <message>
        <source>It is sent, and comes before a manager when all photos are there</source>
        <translation>已提交，照片齐全后由经理审批</translation>
    </message>
    <message>
        <source>Add a car (3 at most)</source>
        <translation>再加一台（最多 3 台）</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>车况</translation>
    </message>
    <message>
        <source>Add a damage</source>
        <translation>加一处扣减</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Damage in all</source>
        <translation>扣减合计</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>拍下一张</translation>
    </message>
    <message>
        <source>Add an offer</source>
        <translation>加报价</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Remove the damage</source>
        <translation>移除扣减</translation>
    </message>
    <message>
        <source>Back to the deal</source>
        <translation>回成交单</translation>
    </message>
    <message>
        <source>Appraised by {name}</source>
        <translation>评估人 {name}</translation>
    </message>
    <message>
        <source>No deal is open</source>
        <translation>没有打开的成交单</translation>
    </message>
    <message>
        <source>Open a deal whose contract is drawn, and come back with Ctrl+T.</source>
        <translation>请打开已生成合同的成交单，再按 Ctrl+T 回来。</translation>
    </message>
    <message>
        <source>No used car yet</source>
        <translation>还没有旧车</translation>
    </message>
    <message>
        <source>What the customer drives now can pay for part of the new car.</source>
        <translation>客户现在开的车可以抵扣部分车款。</translation>
    </message>
    <message>
        <source>Add a car</source>
        <translation>添加旧车</translation>
    </message>
    <message>
        <source>Owed {amount}</source>
        <translation>未结清 {amount}</translation>
    </message>
    <message>
        <source>No mortgage</source>
        <translation>无抵押</translation>
    </message>
    <message>
        <source>Holds until {day}</source>
        <translation>有效至 {day}</translation>
    </message>
    <message>
        <source>{n} deduction</source>
        <translation>{n} 项扣减</translation>
    </message>
    <message>
        <source>{n} deductions</source>
        <translation>{n} 项扣减</translation>
    </message>
    <message>
        <source>there</source>
        <translation>已拍</translation>
    </message>
    <message>
        <source>to be taken</source>
        <translation>待拍</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>By place; kept without a network too</source>
        <translation>按位置拍，离线也存</translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation>{n} / {all}</translation>
    </message>
    <message>
        <source>Send for approval</source>
        <translation>送审</translation>
    </message>
    <message>
        <source>Approve the value</source>
        <translation>批准作价</translation>
    </message>
    <message>
        <source>Put it onto the contract</source>
        <translation>抵扣到合同</translation>
    </message>
    <message>
        <source>The car is handed in</source>
        <translation>收车入库</translation>
    </message>
    <message>
        <source>Pay out</source>
        <translation>支付差额</translation>
    </message>
    <message>
        <source>It waits for a manager who neither appraised it nor gave its value.</source>
        <translation>等待另一位经理审批：评估人和作价人不能审批。</translation>
    </message>
    <message>
        <source>The car is taken in when the contract is signed.</source>
        <translation>合同签署后收车。</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>none known</source>
        <translation>未发现</translation>
    </message>
    <message>
        <source>Still owed on it</source>
        <translation>抵押或未结清</translation>
    </message>
    <message>
        <source>Offers</source>
        <translation>收购报价</translation>
    </message>
    <message>
        <source>Market price</source>
        <translation>同款均价</translation>
    </message>
    <message>
        <source>Appraised at</source>
        <translation>评估价</translation>
    </message>
    <message>
        <source>Nobody has offered anything yet.</source>
        <translation>还没有报价。</translation>
    </message>
    <message>
        <source>Photos still missing: {n}. It can be sent, and is approved when they are there.</source>
        <translation>还缺照片 {n} 张。可先送审，补齐后批准。</translation>
    </message>
    <message>
        <source>If it stays, {amount} is owed for it.</source>
        <translation>若留用，须支付 {amount}。</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>{day} 前有效</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Value for the customer (¥)</source>
        <translation>给客户的作价（¥）</translation>
    </message>
    <message>
        <source>Own password, if here</source>
        <translation>本人密码（在场时）</translation>
    </message>
    <message>
        <source>Take it off the contract</source>
        <translation>从合同移除</translation>
    </message>
    <message>
        <source>Approve the payout</source>
        <translation>批准支付差额</translation>
    </message>
    <message>
        <source>Approved by {name}.</source>
        <translation>{name} 已批准。</translation>
    </message>
    <message>
        <source>{amount} off what the customer pays.</source>
        <translation>客户少付 {amount}。</translation>
    </message>
    <message>
        <source>{amount} are paid out.</source>
        <translation>另付差额 {amount}。</translation>
    </message>
    <message>
        <source>Not above the appraisal</source>
        <translation>不高于评估价</translation>
    </message>
    <message>
        <source>Above the appraisal</source>
        <translation>高于评估价</translation>
    </message>
    <message>
        <source>The data file {file} is missing or empty. Run, while online: showroom doctor --repair. It saves what was not sent. Or put a backup back: showroom restore FILE</source>
        <translation>数据文件 {file} 缺失或为空。请在联网时运行：showroom doctor --repair，它会保住尚未上传的内容。也可用备份恢复：showroom restore FILE</translation>
    </message>
    <message>
        <source>The data file is damaged or belongs to another key. Nothing was changed. Run, while online: showroom doctor --repair. It saves what was not sent. Or put a backup back: showroom restore FILE</source>
        <translation>数据文件已损坏，或属于另一把密钥。没有改动任何内容。请在联网时运行：showroom doctor --repair，它会保住尚未上传的内容。也可用备份恢复：showroom restore FILE</translation>
    </message>
    <message>
        <source>{vin} is on contract {no}. Give that another car or cancel it, then send this one.</source>
        <translation>{vin} 已在合同 {no} 上。请先为该合同换车或取消合同，再调拨此车。</translation>
    </message>
    <message>
        <source>No cars are here yet. A stock keeper takes them in; they come with the next sync.</source>
        <translation>这里还没有车辆。由库管员入库后，下次同步即会出现。</translation>
    </message>
    <message>
        <source>A stock keeper takes arrivals in; they come here with the next sync.</source>
        <translation>由库管员办理入库，下次同步后会出现在这里。</translation>
    </message>
    <message>
        <source>Sales and managers release cars.</source>
        <translation>由销售顾问或经理放行。</translation>
    </message>
    <message>
        <source>The car is handed over.</source>
        <translation>车辆已交付。</translation>
    </message>
    <message>
        <source>Nobody passes over money, loan, invoice, insurance, certificate, inspection or contract.</source>
        <translation>款项、贷款、发票、保险、合格证、PDI 和合同任何人都不能跳过。</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>follows</source>
        <translation>后补</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>To check</source>
        <translation>待检</translation>
    </message>
    <message>
        <source>Waits for parts</source>
        <translation>等配件</translation>
    </message>
    <message>
        <source>Mended</source>
        <translation>已修</translation>
    </message>
    <message>
        <source>The car is released</source>
        <translation>车辆已放行</translation>
    </message>
    <message>
        <source>The car is handed over</source>
        <translation>车辆已交付</translation>
    </message>
    <message>
        <source>The sheet is printed</source>
        <translation>交接单已打印</translation>
    </message>
    <message>
        <source>Note a fault</source>
        <translation>记缺陷</translation>
    </message>
    <message>
        <source>Release or hand over</source>
        <translation>放行或交车</translation>
    </message>
    <message>
        <source>Open the item</source>
        <translation>打开此项</translation>
    </message>
    <message>
        <source>No delivery is open</source>
        <translation>没有打开的交车</translation>
    </message>
    <message>
        <source>Choose one from the list.</source>
        <translation>请从列表中选择。</translation>
    </message>
    <message>
        <source>Open the list</source>
        <translation>打开列表</translation>
    </message>
    <message>
        <source>The delivery cannot be read</source>
        <translation>无法读取交车信息</translation>
    </message>
    <message>
        <source>Invoice number</source>
        <translation>发票号码</translation>
    </message>
    <message>
        <source>Policy number</source>
        <translation>保单号</translation>
    </message>
    <message>
        <source>Number of the tax receipt</source>
        <translation>完税凭证号</translation>
    </message>
    <message>
        <source>Where they hang</source>
        <translation>存放位置</translation>
    </message>
    <message>
        <source>Who fits it</source>
        <translation>安装人</translation>
    </message>
    <message>
        <source>Valid until, if temporary</source>
        <translation>有效期至（临时号牌）</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Day of the handover</source>
        <translation>交车日期</translation>
    </message>
    <message>
        <source>Fitted</source>
        <translation>已装</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>已预约</translation>
    </message>
    <message>
        <source>After the handover</source>
        <translation>交车后安装</translation>
    </message>
    <message>
        <source>Nothing to fit</source>
        <translation>无须装车</translation>
    </message>
    <message>
        <source>Accessory</source>
        <translation>精品</translation>
    </message>
    <message>
        <source>Not needed, because</source>
        <translation>不需要，原因是</translation>
    </message>
    <message>
        <source>Release {no}</source>
        <translation>放行 {no}</translation>
    </message>
    <message>
        <source>This follows after the handover, and stands on the sheet:</source>
        <translation>以下事项交车后补办，并写入交接单：</translation>
    </message>
    <message>
        <source>Why it may follow</source>
        <translation>后补原因</translation>
    </message>
    <message>
        <source>Hand over {no}</source>
        <translation>交车 {no}</translation>
    </message>
    <message>
        <source>Both sign on the printed sheet</source>
        <translation>双方在打印的交接单上签名</translation>
    </message>
    <message>
        <source>The consultant signs here</source>
        <translation>经办人在此签名</translation>
    </message>
    <message>
        <source>On the signature pad</source>
        <translation>用签字板签</translation>
    </message>
    <message>
        <source>Charge or fuel (%)</source>
        <translation>电量／油量（%）</translation>
    </message>
    <message>
        <source>Place of the handover</source>
        <translation>交车地点</translation>
    </message>
    <message>
        <source>Hand over and print</source>
        <translation>交车并打印</translation>
    </message>
    <message>
        <source>Follows: {what}</source>
        <translation>后补：{what}</translation>
    </message>
    <message>
        <source>The buyer has looked at the car and takes it over</source>
        <translation>买受人已验车并接收</translation>
    </message>
    <message>
        <source>The consultant hands it over</source>
        <translation>经办人交付</translation>
    </message>
    <message>
        <source>The sheet goes to where papers were printed last, or into a file.</source>
        <translation>交接单送到上次使用的打印机，或存为文件。</translation>
    </message>
    <message>
        <source>Both sign first, or on paper.</source>
        <translation>请双方先签名，或在纸上签。</translation>
    </message>
    <message>
        <source>Write a whole number.</source>
        <translation>请填写整数。</translation>
    </message>
    <message>
        <source>Release gate</source>
        <translation>放行条件</translation>
    </message>
    <message>
        <source>Next item</source>
        <translation>下一项</translation>
    </message>
    <message>
        <source>Release the car</source>
        <translation>放行交车</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>交车</translation>
    </message>
    <message>
        <source>Whose job</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>办理</translation>
    </message>
    <message>
        <source>Release, the rest follows</source>
        <translation>放行，其余后补</translation>
    </message>
    <message>
        <source>Release…</source>
        <translation>放行…</translation>
    </message>
    <message>
        <source>Handed over</source>
        <translation>已交车</translation>
    </message>
    <message>
        <source>Handed over, something follows</source>
        <translation>已交车，有后补事项</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>已放行</translation>
    </message>
    <message>
        <source>Everything is there</source>
        <translation>全部就绪，可以放行</translation>
    </message>
    <message>
        <source>{n} item is missing</source>
        <translation>还差 {n} 项才能放行</translation>
    </message>
    <message>
        <source>{n} items are missing</source>
        <translation>还差 {n} 项才能放行</translation>
    </message>
    <message>
        <source>On {day}</source>
        <translation>{day}</translation>
    </message>
    <message>
        <source>No day is agreed yet</source>
        <translation>尚未约定日期</translation>
    </message>
    <message>
        <source>Handover {day}</source>
        <translation>{day} 交车</translation>
    </message>
    <message>
        <source>Handover was promised for {day}</source>
        <translation>原定 {day} 交车，已过期</translation>
    </message>
    <message>
        <source>Handover today {time}</source>
        <translation>今天 {time} 交车</translation>
    </message>
    <message>
        <source>Handover tomorrow {time}</source>
        <translation>明天 {time} 交车</translation>
    </message>
    <message>
        <source>Under way {n}</source>
        <translation>进行中 {n}</translation>
    </message>
    <message>
        <source>Due {n}</source>
        <translation>到期 {n}</translation>
    </message>
    <message>
        <source>Released {n}</source>
        <translation>已放行 {n}</translation>
    </message>
    <message>
        <source>Something follows {n}</source>
        <translation>有后补 {n}</translation>
    </message>
    <message>
        <source>Handed over {n}</source>
        <translation>已交车 {n}</translation>
    </message>
    <message>
        <source>Being prepared</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Something follows</source>
        <translation>有后补</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>放行</translation>
    </message>
    <message>
        <source>Waits for</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>no day yet</source>
        <translation>未约定</translation>
    </message>
    <message>
        <source>{n} day late</source>
        <translation>逾期 {n} 天</translation>
    </message>
    <message>
        <source>{n} days late</source>
        <translation>逾期 {n} 天</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>明天</translation>
    </message>
    <message>
        <source>Deliveries</source>
        <translation>交车列表</translation>
    </message>
    <message>
        <source>Find a delivery</source>
        <translation>查找交车</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>交车</translation>
    </message>
    <message>
        <source>{n} delivery</source>
        <translation>{n} 单交车</translation>
    </message>
    <message>
        <source>{n} deliveries</source>
        <translation>{n} 单交车</translation>
    </message>
    <message>
        <source>No delivery fits</source>
        <translation>没有符合的交车</translation>
    </message>
    <message>
        <source>There are others without the filter.</source>
        <translation>取消筛选可看到其他交车。</translation>
    </message>
    <message>
        <source>Show all under way</source>
        <translation>显示全部进行中</translation>
    </message>
    <message>
        <source>Nothing is to be delivered</source>
        <translation>没有待交的车</translation>
    </message>
    <message>
        <source>A car stands here from the day its contract is signed until it is handed over.</source>
        <translation>合同签署后车辆进入此列表，交车后离开。</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部位</translation>
    </message>
    <message>
        <source>Must be</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查人</translation>
    </message>
    <message>
        <source>Photo of {line}; Enter shows it large</source>
        <translation>{line}的照片，按回车放大</translation>
    </message>
    <message>
        <source>No photo of {line} yet</source>
        <translation>{line}尚无照片</translation>
    </message>
    <message>
        <source>{n} photo</source>
        <translation>{n} 张</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>{n} 张</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>PDI 缺陷</translation>
    </message>
    <message>
        <source>A photo of each fault, and another once it is mended</source>
        <translation>每处一张照片，修好再拍一张</translation>
    </message>
    <message>
        <source>{n} open</source>
        <translation>{n} 未修</translation>
    </message>
    <message>
        <source>{n} mended</source>
        <translation>{n} 已修</translation>
    </message>
    <message>
        <source>No fault was found so far.</source>
        <translation>目前没有发现缺陷。</translation>
    </message>
    <message>
        <source>Mended…</source>
        <translation>登记修复…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>复查</translation>
    </message>
    <message>
        <source>Photo needed</source>
        <translation>缺照片</translation>
    </message>
    <message>
        <source>Check-list</source>
        <translation>PDI 检查表</translation>
    </message>
    <message>
        <source>Only what is not passed</source>
        <translation>只看未通过</translation>
    </message>
    <message>
        <source>Pass the rest</source>
        <translation>其余通过</translation>
    </message>
    <message>
        <source>List {id}</source>
        <translation>模板 {id}</translation>
    </message>
    <message>
        <source>{done} / {all} passed</source>
        <translation>{done} / {all} 通过</translation>
    </message>
    <message>
        <source>Still a fault</source>
        <translation>仍未修好</translation>
    </message>
    <message>
        <source>What is wrong, or what was done</source>
        <translation>缺陷，或如何修复</translation>
    </message>
    <message>
        <source>To be mended until</source>
        <translation>修复期限</translation>
    </message>
    <message>
        <source>A fault needs its photo: without one the check is not finished.</source>
        <translation>缺陷须附照片，否则检查不算完成。</translation>
    </message>
    <message>
        <source>Add a photo</source>
        <translation>添加照片</translation>
    </message>
    <message>
        <source>Note it</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>Must be: {demand}</source>
        <translation>要求：{demand}</translation>
    </message>
    <message>
        <source>{passed} of {asked} are done</source>
        <translation>已完成 {passed} / {asked} 项</translation>
    </message>
    <message>
        <source>What was collected for others goes back first.</source>
        <translation>退款先退代收款。</translation>
    </message>
    <message>
        <source>Only what is paid towards the price is collected for others.</source>
        <translation>只有车款收款中才能包含代收。</translation>
    </message>
    <message>
        <source>More would be collected for others than the contract says.</source>
        <translation>代收将超过合同所列金额。</translation>
    </message>
    <message>
        <source>The printer {printer} cannot print: {reason}. Nothing was sent; put that right and print again.</source>
        <translation>打印机 {printer} 无法打印：{reason}。尚未发送任何内容，请排除故障后重新打印。</translation>
    </message>
    <message>
        <source>The printer {printer} has no {paper} paper. Choose another size, or another printer.</source>
        <translation>打印机 {printer} 没有 {paper} 纸。请选择其他纸张尺寸或其他打印机。</translation>
    </message>
    <message>
        <source>The printer {printer} stopped: {reason}. It may go on by itself once that is put right. If you print once more, that one says COPY.</source>
        <translation>打印机 {printer} 已停止：{reason}。排除故障后它可能会自行继续。如再次打印，那一份会标明“副本 COPY”。</translation>
    </message>
    <message>
        <source>it is switched off</source>
        <translation>已关机</translation>
    </message>
    <message>
        <source>it is offline</source>
        <translation>已脱机</translation>
    </message>
    <message>
        <source>it is paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>You cannot approve your own discount. Ask somebody else.</source>
        <translation>不能审批自己的优惠，请找其他有权的人。</translation>
    </message>
    <message>
        <source>The contract is this person&apos;s own. Ask somebody else.</source>
        <translation>这份合同是此人自己的，请找其他有权的人审批。</translation>
    </message>
    <message>
        <source>The next yes is asked of: {roles}. Nobody answers two links of one matter.</source>
        <translation>下一级审批人：{roles}。同一事项的各级须由不同的人审批。</translation>
    </message>
    <message>
        <source>Not on the list of gifts: {gifts}. That needs the approval of: {roles}.</source>
        <translation>赠品清单中没有：{gifts}。此项须由以下人员审批：{roles}。</translation>
    </message>
    <message>
        <source>Your limit is ¥{floor}, with gifts counted. A lower price needs the approval of: {roles}.</source>
        <translation>您的权限内最低车价（计入赠品）为 ¥{floor}。更低的价格须由以下人员审批：{roles}。</translation>
    </message>
    <message>
        <source>{no} waits for the answer of: {roles}.</source>
        <translation>{no} 正在等待{roles}答复。</translation>
    </message>
    <message>
        <source>{no} needs the approval of: {roles} ({what}). Press “Ask for approval” at the contract, or: contract submit {no}</source>
        <translation>{no} 需要{roles}批准（{what}）。在合同处点“申请审批”，或执行：contract submit {no}</translation>
    </message>
    <message>
        <source>This needs the approval of: {roles}. An amendment waits for nobody: cancel {no} and draw it anew.</source>
        <translation>此项须由以下人员审批：{roles}。补充协议不能等待：请取消 {no}，重新开单。</translation>
    </message>
    <message>
        <source>Several people have to say yes to this, and an amendment waits for nobody: cancel {no} and draw it anew.</source>
        <translation>此项须多人逐级审批，而补充协议不能等待：请取消 {no}，重新开单。</translation>
    </message>
    <message>
        <source>A manager who is not the seller has to write this amendment of {no}.</source>
        <translation>{no} 的这份补充协议须由非本合同销售的经理办理。</translation>
    </message>
    <message>
        <source>The settings ask for an approval of these terms, and it is missing.</source>
        <translation>按设置，这些条款须经审批，而审批缺失。</translation>
    </message>
    <message>
        <source>The deposit was to be kept without a manager&apos;s yes to just this contract and that sum. Accept this if it shall be kept; if not, leave it out and cancel again.</source>
        <translation>此次取消要求不退定金，但没有经理按现在的合同和该金额批准。若确定不退，请接受；否则请选“不予入账”，再重新取消合同。</translation>
    </message>
    <message>
        <source>Nobody approves their own.</source>
        <translation>任何人不得审批自己的事项。</translation>
    </message>
    <message>
        <source>The answer is dated later than it can have been given.</source>
        <translation>该答复的日期晚于实际可能作出的时间。</translation>
    </message>
    <message>
        <source>This yes names another one before it that is not there.</source>
        <translation>这一级批准所指的前一级批准不存在。</translation>
    </message>
    <message>
        <source>A yes to keep a deposit belongs to the cancellation that keeps it, and no other belongs there.</source>
        <translation>不退定金的批准只能随该次取消一并提交，取消时也不得附带其他批准。</translation>
    </message>
    <message>
        <source>The contract is not any more what was approved.</source>
        <translation>合同已不是当时批准的内容。</translation>
    </message>
    <message>
        <source>terms beside the template</source>
        <translation>模板以外的约定</translation>
    </message>
    <message>
        <source>payment terms</source>
        <translation>付款方式</translation>
    </message>
    <message>
        <source>Say what has to be changed.</source>
        <translation>请说明需要修改什么。</translation>
    </message>
    <message>
        <source>The contract is your own. Ask somebody else.</source>
        <translation>这份合同是您自己的，请找其他有权的人。</translation>
    </message>
    <message>
        <source>{no} does not wait for an approval.</source>
        <translation>{no} 没有待审批。</translation>
    </message>
    <message>
        <source>There is no setting “{name}”. Known are: {known}.</source>
        <translation>没有设置项“{name}”。可用的有：{known}。</translation>
    </message>
    <message>
        <source>“{value}” is no value for {name}.</source>
        <translation>“{value}”不能作为 {name} 的值。</translation>
    </message>
    <message>
        <source>What it costs us (¥)</source>
        <translation>本店成本（¥）</translation>
    </message>
    <message>
        <source>An approval gives away its discount at least.</source>
        <translation>审批让利不得低于其优惠金额。</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>请选择…</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Choose a reason. Known are: {known}.</source>
        <translation>请选择原因。可选：{known}。</translation>
    </message>
    <message>
        <source>Say in words what the reason is.</source>
        <translation>请用文字说明原因。</translation>
    </message>
    <message>
        <source>The car of {no} is handed over: what was agreed is carried out and does not change.</source>
        <translation>{no} 的车辆已交付：合同已履行，不能再变更。</translation>
    </message>
    <message>
        <source>The contract is carried out: its car is handed over.</source>
        <translation>合同已履行：车辆已交付。</translation>
    </message>
    <message>
        <source>The used car {plates} is not handed in</source>
        <translation>置换旧车 {plates} 尚未交来</translation>
    </message>
    <message>
        <source>No application to {lender} yet</source>
        <translation>尚未向{lender}申请</translation>
    </message>
    <message>
        <source>{lender} has not released {loan} yet: {state}</source>
        <translation>{lender}尚未放款 {loan}（{state}）</translation>
    </message>
    <message>
        <source>A licence of this class does not allow a passenger car. Known are: {known}.</source>
        <translation>这种准驾车型不能驾驶小客车，可以的有：{known}。</translation>
    </message>
    <message>
        <source>The driving licence is not valid on the day of the drive.</source>
        <translation>驾驶证在试驾当天无效。</translation>
    </message>
    <message>
        <source>The agreement is to be signed before the keys go.</source>
        <translation>交钥匙前须先签试驾协议。</translation>
    </message>
    <message>
        <source>A drive is rated with one to five stars.</source>
        <translation>试驾评分为一到五星。</translation>
    </message>
    <message>
        <source>A test drive begins as a booking.</source>
        <translation>试驾须先预约。</translation>
    </message>
    <message>
        <source>A booking changes its time and its car only.</source>
        <translation>预约只能改时间和车辆。</translation>
    </message>
    <message>
        <source>Another desk has booked the car for this time. Choose another time or car.</source>
        <translation>另一终端已约这台车的这个时段，请改时间或换车。</translation>
    </message>
    <message>
        <source>Calendar of test drives</source>
        <translation>试驾日历</translation>
    </message>
    <message>
        <source>{n} min late</source>
        <translation>超 {n} 分钟</translation>
    </message>
    <message>
        <source>{n} km</source>
        <translation>{n} km</translation>
    </message>
    <message>
        <source>ready to go</source>
        <translation>待出发</translation>
    </message>
    <message>
        <source>late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>Reschedule</source>
        <translation>改期</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>准驾车型</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>The driver signs here</source>
        <translation>试驾人在此签名</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>试驾协议</translation>
    </message>
    <message>
        <source>Signed here, or on the printed paper: then leave it empty</source>
        <translation>在此签名；若签在纸上则留空</translation>
    </message>
    <message>
        <source>Agreement signed</source>
        <translation>协议已签</translation>
    </message>
    <message>
        <source>signed {time}</source>
        <translation>{time} 签署</translation>
    </message>
    <message>
        <source>Liked most</source>
        <translation>最喜欢</translation>
    </message>
    <message>
        <source>45 minutes; write it as {example}</source>
        <translation>时长 45 分钟；请写成 {example} 的形式</translation>
    </message>
    <message>
        <source>Worried about</source>
        <translation>最担心</translation>
    </message>
    <message>
        <source>Print the agreement</source>
        <translation>打印协议</translation>
    </message>
    <message>
        <source>Write the date as 2031-08-14</source>
        <translation>请把日期写成 2031-08-14</translation>
    </message>
    <message>
        <source>Licence and agreement</source>
        <translation>驾驶证与协议</translation>
    </message>
    <message>
        <source>Departure</source>
        <translation>出发</translation>
    </message>
    <message>
        <source>Return and feedback</source>
        <translation>归还与反馈</translation>
    </message>
    <message>
        <source>The test drive is rescheduled</source>
        <translation>试驾已改期</translation>
    </message>
    <message>
        <source>The agreement is signed</source>
        <translation>试驾协议已签</translation>
    </message>
    <message>
        <source>The agreement is saved</source>
        <translation>协议已保存</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>更早</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>List</source>
        <translation>名单</translation>
    </message>
    <message>
        <source>15 minutes are kept free between two drives</source>
        <translation>两次预约之间自动留 15 分钟</translation>
    </message>
    <message>
        <source>Booking works offline; if two desks booked one car, you will be asked to reschedule</source>
        <translation>离线可约；同车同时段若撞，联网后请您改期</translation>
    </message>
    <message>
        <source>The stock keeper makes a car one.</source>
        <translation>由库管把车辆设为试驾车。</translation>
    </message>
    <message>
        <source>{n} booked · {done} done</source>
        <translation>{n} 次预约 · {done} 次已完成</translation>
    </message>
    <message>
        <source>{car} should have been back at {time}. {seller} is out with {customer}.</source>
        <translation>{car}应在 {time} 归还。{seller}正陪同{customer}。</translation>
    </message>
    <message>
        <source>There is no such test drive here.</source>
        <translation>这里没有这次试驾。</translation>
    </message>
    <message>
        <source>Bundles</source>
        <translation>套餐</translation>
    </message>
    <message>
        <source>by {day}</source>
        <translation>{day} 前</translation>
    </message>
    <message>
        <source>Your sign-in has lapsed, so the order is provisional. Set this computer&apos;s clock if it is wrong, else sign in online: showroom login</source>
        <translation>签约授权已过期，因此这是暂定订单。如果这台电脑的时钟不对，请先校准；否则请联网登录：showroom login</translation>
    </message>
    <message>
        <source>Principal</source>
        <translation>本金</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Instalment no.</source>
        <translation>期</translation>
    </message>
    <message>
        <source>Interest in it</source>
        <translation>利息</translation>
    </message>
    <message>
        <source>Loan in the contract</source>
        <translation>合同贷款</translation>
    </message>
    <message>
        <source>The buyer pays</source>
        <translation>自付合计</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>No loan yet</source>
        <translation>还没有贷款</translation>
    </message>
    <message>
        <source>Rate a year</source>
        <translation>年利率</translation>
    </message>
    <message>
        <source>Instalments</source>
        <translation>期数</translation>
    </message>
    <message>
        <source>Left for the buyer</source>
        <translation>客户尚欠</translation>
    </message>
    <message>
        <source>Interest in all</source>
        <translation>利息合计</translation>
    </message>
    <message>
        <source>{n} of {all} instalments</source>
        <translation>共 {all} 期，此处为前 {n} 期</translation>
    </message>
    <message>
        <source>Lender</source>
        <translation>贷款机构</translation>
    </message>
    <message>
        <source>Granted</source>
        <translation>批准金额</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>申请金额</translation>
    </message>
    <message>
        <source>{n} months</source>
        <translation>{n} 期</translation>
    </message>
    <message>
        <source>Term and rate</source>
        <translation>期限 / 年利率</translation>
    </message>
    <message>
        <source>Approval no.</source>
        <translation>批复号</translation>
    </message>
    <message>
        <source>Met</source>
        <translation>已满足</translation>
    </message>
    <message>
        <source>Loan (¥)</source>
        <translation>贷款（¥）</translation>
    </message>
    <message>
        <source>Rate a year (%)</source>
        <translation>年利率（%）</translation>
    </message>
    <message>
        <source>Apply for a loan</source>
        <translation>申请贷款</translation>
    </message>
    <message>
        <source>The lender&apos;s answer</source>
        <translation>银行答复</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Condition {n}</source>
        <translation>条件 {n}</translation>
    </message>
    <message>
        <source>The lender&apos;s money</source>
        <translation>贷款到账</translation>
    </message>
    <message>
        <source>Came in (¥)</source>
        <translation>到账金额（¥）</translation>
    </message>
    <message>
        <source>Reference of the transfer</source>
        <translation>转账凭证号</translation>
    </message>
    <message>
        <source>Submit it</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Note the lender&apos;s answer</source>
        <translation>记录银行答复</translation>
    </message>
    <message>
        <source>Book the lender&apos;s money</source>
        <translation>贷款到账入账</translation>
    </message>
    <message>
        <source>Papers are missing: it can be submitted when they are there.</source>
        <translation>缺资料：补齐后可提交。</translation>
    </message>
    <message>
        <source>Finance or a manager books the lender&apos;s money when it is here.</source>
        <translation>贷款到账后由财务或经理入账。</translation>
    </message>
    <message>
        <source>The application is begun</source>
        <translation>已开始申请</translation>
    </message>
    <message>
        <source>It is submitted</source>
        <translation>已提交</translation>
    </message>
    <message>
        <source>It is withdrawn</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>The lender&apos;s money is booked</source>
        <translation>贷款已入账</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Noted by</source>
        <translation>负责</translation>
    </message>
    <message>
        <source>Remark, or why</source>
        <translation>备注或原因</translation>
    </message>
    <message>
        <source>It is there</source>
        <translation>齐</translation>
    </message>
    <message>
        <source>Return it</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>It is missing</source>
        <translation>缺</translation>
    </message>
    <message>
        <source>What follows for the contract</source>
        <translation>对合同的影响</translation>
    </message>
    <message>
        <source>So far</source>
        <translation>往来</translation>
    </message>
    <message>
        <source>Another lender</source>
        <translation>换一家</translation>
    </message>
    <message>
        <source>The paper is there</source>
        <translation>资料齐</translation>
    </message>
    <message>
        <source>Open a deal whose contract is drawn, and come back with Ctrl+Shift+L.</source>
        <translation>请打开已生成合同的成交单，再按 Ctrl+Shift+L 回来。</translation>
    </message>
    <message>
        <source>With conditions</source>
        <translation>有条件批准</translation>
    </message>
    <message>
        <source>The lender declined: the buyer pays in another way, or the contract ends.</source>
        <translation>贷款未获批准：买受人可变更付款方式或解除合同。</translation>
    </message>
    <message>
        <source>If it ends, everything goes back by the contract, the deposit too.</source>
        <translation>若解除合同，按合同退还全部款项，包括定金。</translation>
    </message>
    <message>
        <source>The contract says something else: have an amendment signed (Ctrl+M).</source>
        <translation>合同与批准内容不一致：请签补充协议（Ctrl+M）。</translation>
    </message>
    <message>
        <source>Amount, months and rate are those of the contract.</source>
        <translation>金额、期限、利率与合同一致，合同不用改。</translation>
    </message>
    <message>
        <source>If the lender grants something else, an amendment is signed.</source>
        <translation>若批准内容不同，另签补充协议。</translation>
    </message>
    <message>
        <source>If it declines, the deposit goes back, as the contract says.</source>
        <translation>若被拒，定金按合同退还。</translation>
    </message>
    <message>
        <source>In one sum</source>
        <translation>一次付清</translation>
    </message>
    <message>
        <source>{amount} of it gifts</source>
        <translation>其中赠品 {amount}</translation>
    </message>
    <message>
        <source>{amount} more than {who} may give</source>
        <translation>超出{who}权限 {amount}</translation>
    </message>
    <message>
        <source>within what {who} may give</source>
        <translation>在{who}权限内</translation>
    </message>
    <message>
        <source>{amount} above your floor of {floor}</source>
        <translation>比您的底价 {floor} 高 {amount}</translation>
    </message>
    <message>
        <source>{amount} below your floor of {floor}</source>
        <translation>比您的底价 {floor} 低 {amount}</translation>
    </message>
    <message>
        <source>none was sold</source>
        <translation>没有成交</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>Ask for approval</source>
        <translation>申请审批</translation>
    </message>
    <message>
        <source>Sent back with your note</source>
        <translation>已附说明退回</translation>
    </message>
    <message>
        <source>What is asked</source>
        <translation>申请内容</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Open the contract</source>
        <translation>打开合同</translation>
    </message>
    <message>
        <source>What it is about</source>
        <translation>审批内容</translation>
    </message>
    <message>
        <source>Price after it</source>
        <translation>优惠后价格</translation>
    </message>
    <message>
        <source>Same model, last 30 days</source>
        <translation>同车型近 30 天</translation>
    </message>
    <message>
        <source>Note (needed when you send it back)</source>
        <translation>说明（退回时必填）</translation>
    </message>
    <message>
        <source>It waits for somebody else’s answer first.</source>
        <translation>须等待其他人先审批。</translation>
    </message>
    <message>
        <source>This is your own request: somebody else approves it. Send it back to take it back, and say why.</source>
        <translation>这是您自己的申请，须由他人审批。如要撤回，请退回并说明原因。</translation>
    </message>
    <message>
        <source>This is your own request: somebody else answers it.</source>
        <translation>这是您自己的申请，须由他人审批。</translation>
    </message>
    <message>
        <source>No network? Approve at the salesperson&apos;s till with your own password; your key signs it.</source>
        <translation>没有网络？可在销售顾问的终端用您自己的密码审批，由您的密钥签名。</translation>
    </message>
    <message>
        <source>Deposit kept</source>
        <translation>定金不退</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>{n} request waits</source>
        <translation>{n} 项待审批</translation>
    </message>
    <message>
        <source>{n} requests wait</source>
        <translation>{n} 项待审批</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>没有待您审批的事项</translation>
    </message>
    <message>
        <source>What is asked of a manager stands here.</source>
        <translation>需要经理审批的事项会显示在这里。</translation>
    </message>
    <message>
        <source>Put the ID card on the reader</source>
        <translation>请将身份证放在读卡器上</translation>
    </message>
    <message>
        <source>Read an ID card</source>
        <translation>读取身份证</translation>
    </message>
    <message>
        <source>There is no card reader at this desk. Name one under Devices, in your menu.</source>
        <translation>本柜台没有读卡器。请在菜单的“设备”中填写。</translation>
    </message>
    <message>
        <source>This card was good until {day}. Ask for the new one.</source>
        <translation>此证件有效期至 {day}，已过期。请出示新证件。</translation>
    </message>
    <message>
        <source>Write the reader&apos;s address, or --none.</source>
        <translation>请填写读卡器地址，或使用 --none。</translation>
    </message>
    <message>
        <source>No card reader here</source>
        <translation>这里没有读卡器</translation>
    </message>
    <message>
        <source>ID card reader</source>
        <translation>身份证读卡器</translation>
    </message>
    <message>
        <source>ID card reader: its name or number in the network</source>
        <translation>身份证读卡器：网络名称或 IP 地址</translation>
    </message>
    <message>
        <source>Shift+F4 at the deal desk reads a card into the customer&apos;s form.</source>
        <translation>在成交页按 Shift+F4 可将证件信息读入客户表单。</translation>
    </message>
    <message>
        <source>The devices are kept</source>
        <translation>设备设置已保存</translation>
    </message>
    <message>
        <source>“{given}” is no address of a card reader. Write its name or number in the network.</source>
        <translation>“{given}”不是读卡器的地址。请填写它在网络中的名称或 IP 地址。</translation>
    </message>
    <message>
        <source>The card reader {reader} does not answer. Is it on and connected?</source>
        <translation>读卡器 {reader} 没有应答。请检查它是否已开机并连接。</translation>
    </message>
    <message>
        <source>There is no card on the reader. Put it there and try again.</source>
        <translation>读卡器上没有证件。请放好证件后重试。</translation>
    </message>
    <message>
        <source>The card cannot be read. Put it on the reader once more, or type what stands on it.</source>
        <translation>无法读取证件。请重新放置，或手工录入证件内容。</translation>
    </message>
    <message>
        <source>with the lender</source>
        <translation>已提交</translation>
    </message>
    <message>
        <source>on file</source>
        <translation>齐</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>待补</translation>
    </message>
    <message>
        <source>sent back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Paper for the lender</source>
        <translation>资料</translation>
    </message>
    <message>
        <source>Papers for the lender</source>
        <translation>资料清单</translation>
    </message>
    <message>
        <source>Gathering papers</source>
        <translation>资料</translation>
    </message>
    <message>
        <source>No customers.</source>
        <translation>没有客户。</translation>
    </message>
    <message>
        <source>The car still pays for a contract.</source>
        <translation>此车仍在抵扣合同价款。</translation>
    </message>
    <message>
        <source>The car pays for a contract. Cancel that first, then the car goes back.</source>
        <translation>此车正抵扣合同价款。请先解除合同，再退车。</translation>
    </message>
    <message>
        <source>quoted</source>
        <translation>已报价</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>became a contract</source>
        <translation>已转合同</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>单据</translation>
    </message>
    <message>
        <source>Contract {no}</source>
        <translation>合同 {no}</translation>
    </message>
    <message>
        <source>Quote {no} v{version}</source>
        <translation>报价 {no} 第 {version} 版</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Quotes and contracts</source>
        <translation>报价与合同</translation>
    </message>
    <message>
        <source>To be paid in all</source>
        <translation>应付合计</translation>
    </message>
    <message>
        <source>Still to be paid</source>
        <translation>待付</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>Only ever added to</source>
        <translation>记录只增不改</translation>
    </message>
    <message>
        <source>The file cannot be read</source>
        <translation>档案无法读取</translation>
    </message>
    <message>
        <source>Nobody chosen</source>
        <translation>尚未选择客户</translation>
    </message>
    <message>
        <source>Find a customer first.</source>
        <translation>请先查找客户。</translation>
    </message>
    <message>
        <source>Next: {step}</source>
        <translation>下一步：{step}</translation>
    </message>
    <message>
        <source>This file and another one are one person&apos;s: {names}</source>
        <translation>已合并该客户的其他档案：{names}</translation>
    </message>
    <message>
        <source>Its lender is owed</source>
        <translation>尚欠贷款机构</translation>
    </message>
    <message>
        <source>without a car yet</source>
        <translation>尚未配车</translation>
    </message>
    <message>
        <source>Test drive {model}</source>
        <translation>试驾 {model}</translation>
    </message>
    <message>
        <source>In the workshop: {what}</source>
        <translation>进店：{what}</translation>
    </message>
    <message>
        <source>Visit to the workshop: {what}</source>
        <translation>预约进店：{what}</translation>
    </message>
    <message>
        <source>{who} looked at the whole number</source>
        <translation>{who} 查看了完整号码</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>日</translation>
    </message>
    <message>
        <source>By week</source>
        <translation>周</translation>
    </message>
    <message>
        <source>Show a whole number</source>
        <translation>查看完整号码</translation>
    </message>
    <message>
        <source>A reason is needed. You, the time and the reason are kept and audited; managers see it.</source>
        <translation>需要理由。您、时间与理由会记入审计，经理可见。</translation>
    </message>
    <message>
        <source>Show it for 30 seconds</source>
        <translation>查看 30 秒</translation>
    </message>
    <message>
        <source>The car cost ¥{value}. Only a manager takes it in for less on its price tag.</source>
        <translation>这辆车的成本是 ¥{value}。只有经理可以用更低的标价入库。</translation>
    </message>
    <message>
        <source>“{given}” is none of these: {known}. Choose one of them.</source>
        <translation>“{given}”不在可选范围内：{known}。请从中选择一项。</translation>
    </message>
    <message>
        <source>{given} is too large a number.</source>
        <translation>数字 {given} 太大。</translation>
    </message>
    <message>
        <source>{revision} is withdrawn already. See: showroom template list</source>
        <translation>版本 {revision} 已经撤回。请查看：showroom template list</translation>
    </message>
    <message>
        <source>The car of {no} is handed over already. See: delivery show {no}</source>
        <translation>{no} 的车已经交付。请查看：delivery show {no}</translation>
    </message>
    <message>
        <source>That offer is for another car.</source>
        <translation>这份报价是另一辆车的。</translation>
    </message>
    <message>
        <source>There is no receipt printer at this desk. See: showroom device receipt-printer --help</source>
        <translation>此台没有小票打印机。请查看：showroom device receipt-printer --help</translation>
    </message>
    <message>
        <source>next step {day}</source>
        <translation>下一步 {day}</translation>
    </message>
    <message>
        <source>Paid to a used car&apos;s lender</source>
        <translation>旧车结清款</translation>
    </message>
    <message>
        <source>kept by us</source>
        <translation>已留用</translation>
    </message>
    <message>
        <source>The lender was paid already.</source>
        <translation>贷款机构的欠款已付清。</translation>
    </message>
    <message>
        <source>For a used car that is kept its worth is owed.</source>
        <translation>留用的旧车须按其作价支付。</translation>
    </message>
    <message>
        <source>Say why the car does not go back.</source>
        <translation>请说明旧车为何不退还。</translation>
    </message>
    <message>
        <source>Nothing is owed to a lender on {plate}.</source>
        <translation>{plate} 没有未结清的贷款。</translation>
    </message>
    <message>
        <source>Deal {no} is cancelled. A manager gives the used car back first, or keeps it.</source>
        <translation>成交单 {no} 已取消。请经理先退还旧车，或决定留用。</translation>
    </message>
    <message>
        <source>Money was paid out for {plate}. The car does not go back without it: a manager keeps it.</source>
        <translation>{plate} 的差额已支付，旧车不能直接退还：由经理决定留用。</translation>
    </message>
    <message>
        <source>We paid the lender of {plate}. The car does not go back without that: a manager keeps it.</source>
        <translation>{plate} 的贷款已由我们付清，旧车不能直接退还：由经理决定留用。</translation>
    </message>
    <message>
        <source>The lender is paid</source>
        <translation>贷款已付清</translation>
    </message>
    <message>
        <source>The car stays</source>
        <translation>旧车已留用</translation>
    </message>
    <message>
        <source>The car is given back</source>
        <translation>旧车已退还</translation>
    </message>
    <message>
        <source>Pay its lender</source>
        <translation>付清旧车贷款</translation>
    </message>
    <message>
        <source>Keep the car</source>
        <translation>留用旧车</translation>
    </message>
    <message>
        <source>The contract is cancelled: a manager gives the car back, or keeps it and pays what it is worth.</source>
        <translation>合同已取消：由经理退还旧车，或留用并按作价支付。</translation>
    </message>
    <message>
        <source>The contract is cancelled: the car goes back, or it stays and the customer is paid what it is worth.</source>
        <translation>合同已取消：旧车退还客户，或留用并按作价支付给客户。</translation>
    </message>
    <message>
        <source>Give the car back</source>
        <translation>退还旧车</translation>
    </message>
    <message>
        <source>We owe for used cars</source>
        <translation>应付旧车款</translation>
    </message>
    <message>
        <source>A used car&apos;s money is an action of its own.</source>
        <translation>旧车的款项须单独付款。</translation>
    </message>
    <message>
        <source>This PDF takes too long or too much memory to be shown. It is kept as it is; save a copy to open it elsewhere.</source>
        <translation>打开这份 PDF 耗时过长或占用内存过多，无法显示。文件已原样保存；可另存一份，用其他程序打开。</translation>
    </message>
    <message>
        <source>The paper that was signed cannot be read.</source>
        <translation>所签的文件无法读取。</translation>
    </message>
    <message>
        <source>What the paper says of its contract is not here.</source>
        <translation>文件所述的合同内容尚未到达这里。</translation>
    </message>
    <message>
        <source>The paper that was signed says something else than its contract.</source>
        <translation>所签文件与其合同内容不一致。</translation>
    </message>
    <message>
        <source>Closing {moment}</source>
        <translation>交班单 {moment}</translation>
    </message>
    <message>
        <source>The way to pay is not described as it must be.</source>
        <translation>付款方式的格式不正确。</translation>
    </message>
    <message>
        <source>One used car pays for two contracts</source>
        <translation>一辆旧车用于两份合同</translation>
    </message>
    <message>
        <source>{plate} pays for {no} of {buyer} and for {first} of {first_name}. Take it off one of them; the money is safe.</source>
        <translation>{plate} 同时用于 {buyer} 的合同 {no} 和 {first_name} 的合同 {first}。请从其中一份合同中移除；款项不受影响。</translation>
    </message>
    <message>
        <source>It is settled</source>
        <translation>已处理</translation>
    </message>
    <message>
        <source>The car is handed in for one of the two, and the other contract says so.</source>
        <translation>旧车只用于其中一份合同，另一份合同已相应修改。</translation>
    </message>
    <message>
        <source>What is to be put right</source>
        <translation>需要处理的内容</translation>
    </message>
    <message>
        <source>One car is handed in once: the other contract is amended, or cancelled.</source>
        <translation>一辆旧车只能交付一次：另一份合同须签补充协议或取消。</translation>
    </message>
    <message>
        <source>A value holds for seven days.</source>
        <translation>作价有效期为 7 天。</translation>
    </message>
    <message>
        <source>The appraisal had run out when it came onto the contract.</source>
        <translation>写入合同时，评估已过有效期。</translation>
    </message>
    <message>
        <source>The loan is above what the car and all else come to.</source>
        <translation>贷款额高于车价与其他项目的合计。</translation>
    </message>
    <message>
        <source>Data folder: {folder}</source>
        <translation>数据文件夹：{folder}</translation>
    </message>
    <message>
        <source>The data folder cannot be written: check its rights</source>
        <translation>数据文件夹无法写入：请检查权限</translation>
    </message>
    <message>
        <source>The disk is almost full: make room</source>
        <translation>磁盘快满了：请腾出空间</translation>
    </message>
    <message>
        <source>disk full, or cannot be written</source>
        <translation>磁盘已满，或无法写入</translation>
    </message>
    <message>
        <source>Notice of the car</source>
        <translation>配车通知书</translation>
    </message>
    <message>
        <source>Handover sheet</source>
        <translation>交接单</translation>
    </message>
    <message>
        <source>Not printed yet.</source>
        <translation>尚未打印。</translation>
    </message>
    <message>
        <source>Print log</source>
        <translation>打印记录</translation>
    </message>
    <message>
        <source>Amendment {n}</source>
        <translation>补充协议 {n}</translation>
    </message>
    <message>
        <source>copy {n}</source>
        <translation>副本 {n}</translation>
    </message>
    <message>
        <source>original</source>
        <translation>正本</translation>
    </message>
    <message>
        <source>The agreement is for another car.</source>
        <translation>协议签的是另一辆车。</translation>
    </message>
    <message>
        <source>borrowed {loan}, interest {interest}</source>
        <translation>贷款 {loan}，利息 {interest}</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>价目表</translation>
    </message>
    <message>
        <source>The contract says the same, line by line.</source>
        <translation>与合同逐项一致，没有其他收费。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎光临</translation>
    </message>
    <message>
        <source>Gifts</source>
        <translation>赠品</translation>
    </message>
    <message>
        <source>A gift that costs us ¥{cost} is worth at least that. Give its worth.</source>
        <translation>赠品的成本为 ¥{cost}，其价值不得低于成本。请填写其价值。</translation>
    </message>
    <message>
        <source>Say what changes, with --set, --add-on, --used-car or --without.</source>
        <translation>请用 --set、--add-on、--used-car 或 --without 说明要改什么。</translation>
    </message>
    <message>
        <source>Used cars with an approved value</source>
        <translation>作价已批准的旧车</translation>
    </message>
    <message>
        <source>{plate} was appraised for another deal.</source>
        <translation>{plate} 是为另一张成交单评估的。</translation>
    </message>
    <message>
        <source>{plate} is handed in. What is handed in stays on the contract.</source>
        <translation>{plate} 已交车。已交的旧车不能从合同中移除。</translation>
    </message>
    <message>
        <source>{no} is signed. A used car comes onto it, or off it, by an amendment.</source>
        <translation>{no} 已签字。旧车须以补充协议写入或移除。</translation>
    </message>
    <message>
        <source>The contract is signed: the car comes onto it by an amendment, Ctrl+M in the list of contracts.</source>
        <translation>合同已签字：请在合同列表按 Ctrl+M，以补充协议写入旧车。</translation>
    </message>
    <message>
        <source>A film of more than {most} MB is not played here. Save a copy to watch it.</source>
        <translation>超过 {most} MB 的影片不在此播放。请另存副本观看。</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Place in the film</source>
        <translation>影片中的位置</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>打开声音</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>This film cannot be played: it is damaged, or made in a way that is not known here. Save a copy and try another player.</source>
        <translation>无法播放此影片：文件已损坏，或其制作方式在此不被识别。请另存副本，换其他播放器试试。</translation>
    </message>
    <message>
        <source>The signed page of version {version}.</source>
        <translation>第 {version} 版的签字页。</translation>
    </message>
    <message>
        <source>This page is filed with several contracts, so it stands for none of them: {contracts}.</source>
        <translation>这一页同时归入多份合同，不能作为其中任何一份的凭证：{contracts}。</translation>
    </message>
    <message>
        <source>This page was filed with {no} before that was signed.</source>
        <translation>这一页归入 {no} 时，该合同尚未签署。</translation>
    </message>
    <message>
        <source>This is the signed page of {no}, version {version}.</source>
        <translation>这是 {no} 第 {version} 版的签字页。</translation>
    </message>
    <message>
        <source>This page is filed with contract {no} already. Choose the one that was signed for {this}.</source>
        <translation>这一页已归入合同 {no}。请选择为 {this} 签署的那一页。</translation>
    </message>
    <message>
        <source>“{model}” is not ordered any more. A car that is in stock is sold by its VIN.</source>
        <translation>“{model}” 已停止订购。在库车辆请按车架号销售。</translation>
    </message>
    <message>
        <source>mean of {n} sales without gifts, the most {most}</source>
        <translation>{n} 单平均（不含赠品），最高 {most}</translation>
    </message>
    <message>
        <source>of one sale, without gifts</source>
        <translation>仅 1 单（不含赠品）</translation>
    </message>
    <message>
        <source>We take</source>
        <translation>实收</translation>
    </message>
    <message>
        <source>Lowest without a manager</source>
        <translation>无需经理审批的最低价</translation>
    </message>
    <message>
        <source>Answered before</source>
        <translation>此前答复</translation>
    </message>
    <message>
        <source>Discount {amount}</source>
        <translation>优惠 {amount}</translation>
    </message>
    <message>
        <source>Contract {amount}</source>
        <translation>合同 {amount}</translation>
    </message>
    <message>
        <source>Deposit, when cancelled</source>
        <translation>取消时对定金的决定</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>答复人</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已答复</translation>
    </message>
    <message>
        <source>The last answer</source>
        <translation>最近 1 次答复</translation>
    </message>
    <message>
        <source>The last {n} answers</source>
        <translation>最近 {n} 次答复</translation>
    </message>
    <message>
        <source>Nothing was answered yet</source>
        <translation>尚无答复</translation>
    </message>
    <message>
        <source>Every yes and no stands here, with who, when and why.</source>
        <translation>每次批准和退回都列在这里，附答复人、时间和原因。</translation>
    </message>
    <message>
        <source>A test drive is booked for a day from today to a year ahead.</source>
        <translation>试驾只能预约今天起一年内的日期。</translation>
    </message>
    <message>
        <source>{name} said yes to {price} and other terms; the deal is another one since</source>
        <translation>{name}当时批准的是 {price} 及当时的条件，此单之后已有改动</translation>
    </message>
    <message>
        <source>A notice is not signed, so it takes no seal.</source>
        <translation>通知书无需签署，因此不加盖电子印章。</translation>
    </message>
    <message>
        <source>The seal&apos;s passphrase is needed: SHOWROOM_SEAL_PASSPHRASE, or a line of standard input.</source>
        <translation>需要电子印章的口令：请设置 SHOWROOM_SEAL_PASSPHRASE，或在标准输入中给出一行。</translation>
    </message>
    <message>
        <source>The seal&apos;s passphrase: </source>
        <translation>电子印章的口令：</translation>
    </message>
    <message>
        <source>The seal on this file is broken: the file is not the one that was sealed.</source>
        <translation>此文件上的电子印章已失效：文件与盖章时不一致。</translation>
    </message>
    <message>
        <source>It has the seal of {holder}, whole, of {day}.</source>
        <translation>文件带有 {holder} 的电子印章，完整有效，盖章日期 {day}。</translation>
    </message>
    <message>
        <source>It has the seal of {holder}, whole, of {day}. The seal&apos;s certificate was good until {until}: the seal alone proves nothing any more, what is kept here does.</source>
        <translation>文件带有 {holder} 的电子印章，完整，盖章日期 {day}。印章证书有效期至 {until}：仅凭印章已不能证明，以本处留存的记录为准。</translation>
    </message>
    <message>
        <source>Its seal is none of this dealership&apos;s. It calls itself {holder}.</source>
        <translation>文件上的电子印章不属于本经销商，其自称为 {holder}。</translation>
    </message>
    <message>
        <source>Something was added to this file after {holder} sealed it. Ask for the file as it was given out.</source>
        <translation>{holder} 盖章之后，此文件又被添加了内容。请索取当初交付的原始文件。</translation>
    </message>
    <message>
        <source>Name the seal&apos;s file, or write --none.</source>
        <translation>请给出电子印章文件，或写 --none。</translation>
    </message>
    <message>
        <source>No signature pad here</source>
        <translation>本台没有签字板</translation>
    </message>
    <message>
        <source>No seal here</source>
        <translation>本机没有电子印章</translation>
    </message>
    <message>
        <source>There is no key with its certificate in this file. Ask whoever issued it for a complete one.</source>
        <translation>此文件中没有密钥及其证书。请向签发机构索取完整的文件。</translation>
    </message>
    <message>
        <source>Readers of PDFs take no key of this kind. Get one with RSA, 2048 bits or more, or ECDSA.</source>
        <translation>PDF 阅读器不支持这种密钥。请使用 2048 位及以上的 RSA 密钥，或 ECDSA 密钥。</translation>
    </message>
    <message>
        <source>What seals papers, and looks at seals, is not installed on this computer. Have it installed: make pades</source>
        <translation>本机未安装加盖和查验电子印章的组件。请安装：make pades</translation>
    </message>
    <message>
        <source>This terminal holds no seal. See: showroom device seal --help</source>
        <translation>本终端没有电子印章。请参阅：showroom device seal --help</translation>
    </message>
    <message>
        <source>The keychain does not know the seal&apos;s passphrase any more. Choose the seal once more.</source>
        <translation>钥匙串中已没有电子印章的口令。请重新选择电子印章。</translation>
    </message>
    <message>
        <source>The dealership does not know this seal yet. Ask the administrator to put its certificate into the setting {setting}, then sync.</source>
        <translation>本经销商尚未登记此电子印章。请管理员把它的证书写入设置 {setting}，然后同步。</translation>
    </message>
    <message>
        <source>The seal&apos;s certificate is good from {begins} to {ends}. Get a new one.</source>
        <translation>电子印章的证书有效期为 {begins} 至 {ends}。请换用新的证书。</translation>
    </message>
    <message>
        <source>Only what both sides have signed is sealed. {no} is not signed, or not in force any more.</source>
        <translation>只有双方均已签署的文件才能加盖电子印章。{no} 尚未签署，或已不再有效。</translation>
    </message>
    <message>
        <source>What something costs is not below zero.</source>
        <translation>成本不能小于零。</translation>
    </message>
    <message>
        <source>The buyer has read the clauses on prepayment and default</source>
        <translation>买受人已阅读订金与违约条款</translation>
    </message>
    <message>
        <source>Nothing is sold before somebody has answered and the customer has signed. {money}</source>
        <translation>经理答复并由客户签字之前，车辆尚未售出。{money}</translation>
    </message>
    <message>
        <source>Ask the buyer to read the prepayment clauses first</source>
        <translation>请买受人先阅读订金条款</translation>
    </message>
    <message>
        <source>Number, VIN or model</source>
        <translation>编号、VIN 或车型</translation>
    </message>
    <message>
        <source>The paper is sealed</source>
        <translation>已加盖电子印章</translation>
    </message>
    <message>
        <source>Save a copy for the customer</source>
        <translation>请为客户另存一份</translation>
    </message>
    <message>
        <source>Another desk of the demo is open. Its server stops when that is closed.</source>
        <translation>演示的另一个柜台还开着。它关闭后，演示服务器才会停止。</translation>
    </message>
    <message>
        <source>The annex “{annex}” is not on this paper.</source>
        <translation>本文件没有附件“{annex}”。</translation>
    </message>
    <message>
        <source>{clause}: is this {share:g} % a deposit? One may not exceed {most} %.</source>
        <translation>{clause}：此处的 {share:g} % 是否为定金？定金不得超过 {most} %。</translation>
    </message>
    <message>
        <source>With gifts that count ¥{gifts} your limit is ¥{floor}. A lower price or more gifts need a manager&apos;s approval.</source>
        <translation>赠品计入 ¥{gifts} 后，您的底价为 ¥{floor}。再降价或增加赠品，须经经理审批。</translation>
    </message>
    <message>
        <source>Used cars</source>
        <translation>旧车</translation>
    </message>
    <message>
        <source>Coming</source>
        <translation>待交车</translation>
    </message>
    <message>
        <source>To be paid</source>
        <translation>待付</translation>
    </message>
    <message>
        <source>Undecided</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>It is paid when the car is handed in.</source>
        <translation>旧车交来后付款。</translation>
    </message>
    <message>
        <source>The contract was cancelled. A manager gives the car back or keeps it first: at the deal, Ctrl+T.</source>
        <translation>合同已取消。须先由经理决定退还还是留下旧车：在成交单按 Ctrl+T。</translation>
    </message>
    <message>
        <source>You approved this payout. Somebody else pays it.</source>
        <translation>此差额由您批准，须由他人付款。</translation>
    </message>
    <message>
        <source>It is paid.</source>
        <translation>已付款。</translation>
    </message>
    <message>
        <source>To whom</source>
        <translation>收款人</translation>
    </message>
    <message>
        <source>As</source>
        <translation>身份</translation>
    </message>
    <message>
        <source>Money for used cars</source>
        <translation>旧车款项</translation>
    </message>
    <message>
        <source>Find a used car</source>
        <translation>查找旧车</translation>
    </message>
    <message>
        <source>Plate, contract, buyer or VIN</source>
        <translation>车牌、合同、买方或 VIN</translation>
    </message>
    <message>
        <source>Choose a sum to see it here</source>
        <translation>选择一笔款项，在此查看</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>付款</translation>
    </message>
    <message>
        <source>Its lender</source>
        <translation>旧车贷款机构</translation>
    </message>
    <message>
        <source>Show the voucher</source>
        <translation>查看凭证</translation>
    </message>
    <message>
        <source>{n} sum</source>
        <translation>{n} 笔款项</translation>
    </message>
    <message>
        <source>{n} sums</source>
        <translation>{n} 笔款项</translation>
    </message>
    <message>
        <source>It is paid</source>
        <translation>已付款</translation>
    </message>
    <message>
        <source>Pay {amount}</source>
        <translation>付款 {amount}</translation>
    </message>
    <message>
        <source>No sum fits</source>
        <translation>没有符合条件的款项</translation>
    </message>
    <message>
        <source>Show what is to be paid</source>
        <translation>显示待付款项</translation>
    </message>
    <message>
        <source>Nothing is to be paid for used cars</source>
        <translation>没有待付的旧车款项</translation>
    </message>
    <message>
        <source>What customers and their lenders get for a used car stands here from the day it is handed in.</source>
        <translation>旧车交来之日起，应付给客户及其贷款机构的款项列在此处。</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>审批人</translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation>凭证</translation>
    </message>
    <message>
        <source>Finance or a manager pays out what is due to the customer: Money, Ctrl+T.</source>
        <translation>应付客户的差额由财务或经理付款：收款页按 Ctrl+T。</translation>
    </message>
    <message>
        <source>Finance or a manager pays the lender what is still owed on the car: Money, Ctrl+T.</source>
        <translation>旧车未还的贷款由财务或经理付给贷款机构：收款页按 Ctrl+T。</translation>
    </message>
    <message>
        <source>This is not to be paid now.</source>
        <translation>此款现在不能付。</translation>
    </message>
    <message>
        <source>Receipt {no}</source>
        <translation>收据 {no}</translation>
    </message>
    <message>
        <source>It is done, but the answer cannot be written where it should go. It is:</source>
        <translation>已经完成，但结果无法写到指定的地方。结果如下：</translation>
    </message>
    <message>
        <source>It stands at {branch}. Have it sent to your branch first, then sell it.</source>
        <translation>该车在{branch}。请先把它调拨到您的门店，再销售。</translation>
    </message>
    <message>
        <source>None in stock</source>
        <translation>无现车</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>申请时间</translation>
    </message>
    <message>
        <source>The signature that the page shows is not here.</source>
        <translation>该页所显示的签名尚未到达。</translation>
    </message>
    <message>
        <source>A whole number shown</source>
        <translation>查看完整号码</translation>
    </message>
    <message>
        <source>Consent given</source>
        <translation>同意已登记</translation>
    </message>
    <message>
        <source>Consent withdrawn</source>
        <translation>同意已撤回</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>线索</translation>
    </message>
    <message>
        <source>Contact logged</source>
        <translation>跟进记录</translation>
    </message>
    <message>
        <source>Lead lost</source>
        <translation>线索战败</translation>
    </message>
    <message>
        <source>Lead taken up again</source>
        <translation>线索重新跟进</translation>
    </message>
    <message>
        <source>Lead handed on</source>
        <translation>线索转交</translation>
    </message>
    <message>
        <source>Quote</source>
        <translation>报价</translation>
    </message>
    <message>
        <source>Contract {no} submitted</source>
        <translation>合同 {no} 已提交</translation>
    </message>
    <message>
        <source>Void of {receipt_no}</source>
        <translation>作废 {receipt_no}</translation>
    </message>
    <message>
        <source>A yes to a price</source>
        <translation>对价格的批准</translation>
    </message>
    <message>
        <source>Shift opened</source>
        <translation>开班</translation>
    </message>
    <message>
        <source>Shift closed</source>
        <translation>交班</translation>
    </message>
    <message>
        <source>Refund asked for</source>
        <translation>申请退款</translation>
    </message>
    <message>
        <source>Answer to a refund</source>
        <translation>退款审批</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Draft of a template</source>
        <translation>模板草稿</translation>
    </message>
    <message>
        <source>Template published</source>
        <translation>模板发布</translation>
    </message>
    <message>
        <source>Template withdrawn</source>
        <translation>模板停用</translation>
    </message>
    <message>
        <source>Visit to the workshop</source>
        <translation>进店预约</translation>
    </message>
    <message>
        <source>Change of a visit to the workshop</source>
        <translation>进店变更</translation>
    </message>
    <message>
        <source>Call after the sale</source>
        <translation>售后回访</translation>
    </message>
    <message>
        <source>Agreement on a test drive</source>
        <translation>试驾协议</translation>
    </message>
    <message>
        <source>Inspection of a car</source>
        <translation>交车检查</translation>
    </message>
    <message>
        <source>Note on a delivery</source>
        <translation>交车登记</translation>
    </message>
    <message>
        <source>Car released</source>
        <translation>车辆放行</translation>
    </message>
    <message>
        <source>Car handed over</source>
        <translation>车辆交付</translation>
    </message>
    <message>
        <source>Certificate of a car</source>
        <translation>车辆合格证</translation>
    </message>
    <message>
        <source>Appraisal of a used car</source>
        <translation>旧车评估</translation>
    </message>
    <message>
        <source>Answer to an appraisal</source>
        <translation>评估审批</translation>
    </message>
    <message>
        <source>Used car on contract {no}</source>
        <translation>合同 {no} 的置换旧车</translation>
    </message>
    <message>
        <source>Used car taken in</source>
        <translation>旧车收车</translation>
    </message>
    <message>
        <source>Used car given back</source>
        <translation>旧车退还</translation>
    </message>
    <message>
        <source>Used car kept</source>
        <translation>旧车留用</translation>
    </message>
    <message>
        <source>Loan of a used car paid off</source>
        <translation>旧车贷款结清</translation>
    </message>
    <message>
        <source>Payment for a used car</source>
        <translation>旧车付款</translation>
    </message>
    <message>
        <source>Answer to a loan application</source>
        <translation>贷款审批进展</translation>
    </message>
    <message>
        <source>Money of a lender</source>
        <translation>贷款到账</translation>
    </message>
    <message>
        <source>A clock was wrong, or somebody dated it otherwise: a manager looks at it.</source>
        <translation>电脑时钟不对，或有人写了别的日期：请经理查看。</translation>
    </message>
    <message>
        <source>What the pen drew is not within the box that is signed in.</source>
        <translation>笔迹超出了签字框。</translation>
    </message>
    <message>
        <source>These are no terms of loans.</source>
        <translation>这不是贷款条件。</translation>
    </message>
    <message>
        <source>Name the lender.</source>
        <translation>请填写贷款机构。</translation>
    </message>
    <message>
        <source>A share lies between 0 and 100 %, with two places at most.</source>
        <translation>比例须在 0 到 100 % 之间，最多两位小数。</translation>
    </message>
    <message>
        <source>Maker</source>
        <translation>厂家金融</translation>
    </message>
    <message>
        <source>Begins later</source>
        <translation>未生效</translation>
    </message>
    <message>
        <source>The terms are kept</source>
        <translation>贷款条件已保存</translation>
    </message>
    <message>
        <source>The terms are taken out</source>
        <translation>贷款条件已移除</translation>
    </message>
    <message>
        <source>From</source>
        <translation>生效日</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>年利率</translation>
    </message>
    <message>
        <source>Share of the price</source>
        <translation>占车价比例</translation>
    </message>
    <message>
        <source>the program&apos;s own</source>
        <translation>程序自带</translation>
    </message>
    <message>
        <source>Loan plans</source>
        <translation>贷款方案</translation>
    </message>
    <message>
        <source>Of each plan the newest terms that have begun are shown at the desk.</source>
        <translation>每种方案以最近生效的条件显示在成交页。</translation>
    </message>
    <message>
        <source>New terms</source>
        <translation>新的贷款条件</translation>
    </message>
    <message>
        <source>2026-03-14</source>
        <translation>2026-03-14</translation>
    </message>
    <message>
        <source>Loan, % of the price</source>
        <translation>贷款占车价（%）</translation>
    </message>
    <message>
        <source>Keep the terms</source>
        <translation>保存条件</translation>
    </message>
    <message>
        <source>Take them out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>{n} set of terms</source>
        <translation>{n} 组条件</translation>
    </message>
    <message>
        <source>{n} sets of terms</source>
        <translation>{n} 组条件</translation>
    </message>
    <message>
        <source>For a car of {price}</source>
        <translation>以车价 {price} 为例</translation>
    </message>
    <message>
        <source>This setting is the server&apos;s: showroom-server setting set</source>
        <translation>此项设置只能在服务器上修改：showroom-server setting set</translation>
    </message>
    <message>
        <source>A check-list&apos;s id does not belong to its name.</source>
        <translation>检查清单的编号与名称不符。</translation>
    </message>
    <message>
        <source>A check-list that has begun stays as it is.</source>
        <translation>已开始使用的检查表不能再改。</translation>
    </message>
    <message>
        <source>A check-list begins on no day that is past.</source>
        <translation>检查清单的生效日不能早于今天。</translation>
    </message>
    <message>
        <source>There are no terms of that day.</source>
        <translation>没有该日生效的条件。</translation>
    </message>
    <message>
        <source>What was offered stays as it was. Let the terms begin today or later.</source>
        <translation>已经对客户使用过的条件不再改动。生效日须为今天或以后。</translation>
    </message>
    <message>
        <source>Write terms as “plan=bank; from=2026-12-01; lender=ICBC; months=36; rate=2.99; share=58”.</source>
        <translation>请这样写贷款条件：“plan=bank; from=2026-12-01; lender=ICBC; months=36; rate=2.99; share=58”。</translation>
    </message>
    <message>
        <source>Nothing is said: the program&apos;s own plans hold.</source>
        <translation>尚未设置，使用程序自带的方案。</translation>
    </message>
    <message>
        <source>The used car was valued anew or moved on meanwhile. Leave this out, and begin from what is there now.</source>
        <translation>这台旧车已另行估价或已有变动。请不要采用此项，并按现在的情况重新办理。</translation>
    </message>
    <message>
        <source>The file has the model “{model}” twice. Only the first one counts.</source>
        <translation>文件中车型“{model}”出现了两次，只有第一次有效。</translation>
    </message>
    <message>
        <source>{name} is on file with this number. If that is the buyer, write --customer {id}</source>
        <translation>{name} 已用此号码建档。若买方就是此人，请写 --customer {id}</translation>
    </message>
    <message>
        <source>The paper names no layout that can be.</source>
        <translation>文件所称的版式不存在。</translation>
    </message>
    <message>
        <source>The paper was drawn by a newer version of Showroom than the server&apos;s. Update the server.</source>
        <translation>此文件由比服务器更新的 Showroom 版本绘制。请更新服务器。</translation>
    </message>
    <message>
        <source>It was drawn by a newer version of Showroom: this is the very file that was signed, and its pages were not compared. Update the program on this computer to compare them.</source>
        <translation>它由较新版本的 Showroom 绘制：这正是签署时的那个文件，但未逐页比对。请更新本机上的程序后再比对。</translation>
    </message>
    <message>
        <source>This paper was drawn by a newer version of Showroom. Update the program on this computer, then try again.</source>
        <translation>此文件由较新版本的 Showroom 绘制。请更新本机上的程序，然后重试。</translation>
    </message>
    <message>
        <source>No folder can be made at {folder}. Nothing was saved. Choose another place.</source>
        <translation>无法在 {folder} 建立文件夹。未保存任何内容。请另选位置。</translation>
    </message>
    <message>
        <source>Name the key after whoever it is for.</source>
        <translation>请按密钥的使用方为其命名。</translation>
    </message>
    <message>
        <source>Hold for a show</source>
        <translation>领车展租约</translation>
    </message>
    <message>
        <source>For a show</source>
        <translation>车展租约</translation>
    </message>
    <message>
        <source>Sign out and in again: the desk looks at its file, and repairs it with one button.</source>
        <translation>请退出登录再登录：桌面会检查数据文件，按一个按钮即可修复。</translation>
    </message>
    <message>
        <source>On the page Stock, tick the cars that come along and hold them for a show (Ctrl+Shift+E).</source>
        <translation>请在“库存”页勾选要带去的车，为车展领租约（Ctrl+Shift+E）。</translation>
    </message>
    <message>
        <source>Sign in for the show above, online and with a manager.</source>
        <translation>请在上方联网登录，并由经理担保。</translation>
    </message>
    <message>
        <source>Whoever comes along signs in here, online, and does the same in this check.</source>
        <translation>同去的人请在本机联网登录，并在此检查里同样办理。</translation>
    </message>
    <message>
        <source>{revision} is the only version in force: without it nothing is signed. Publish another one first, or withdraw it all the same: --even-last</source>
        <translation>{revision} 是唯一生效的版本，停用后将无法签署合同。请先发布其他版本；仍要停用：--even-last</translation>
    </message>
    <message>
        <source>{revision} is the only version in force: without it nothing is signed. Publish another one first, or press “Withdraw all the same”.</source>
        <translation>{revision} 是唯一生效的版本，停用后将无法签署合同。请先发布其他版本，或按“仍然停用”。</translation>
    </message>
    <message>
        <source>Withdraw all the same</source>
        <translation>仍然停用</translation>
    </message>
    <message>
        <source>Saved as PDF</source>
        <translation>已存为 PDF</translation>
    </message>
    <message>
        <source>The used car that was paid for has not been handed in yet.</source>
        <translation>已付款的二手车尚未交入。</translation>
    </message>
    <message>
        <source>But the contract was cancelled since.</source>
        <translation>但该合同此后已解除。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>价值</translation>
    </message>
    <message>
        <source>without {name}</source>
        <translation>去掉{name}</translation>
    </message>
    <message>
        <source>{no} says {said}, made on {done}</source>
        <translation>{no} 写的是 {said}，实际办理于 {done}</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>另有 {n} 份</translation>
    </message>
    <message>
        <source>{who} gave papers another day than the day on which they were made: {papers}.</source>
        <translation>{who} 的单据日期与实际办理日期不符：{papers}。</translation>
    </message>
    <message>
        <source>{what} ({more})</source>
        <translation>{what}（{more}）</translation>
    </message>
    <message>
        <source>Not on the list of gifts: {gifts}. A manager has to approve that.</source>
        <translation>不在赠品清单上：{gifts}。须经经理审批。</translation>
    </message>
    <message>
        <source>Not on the list of gifts: {gifts}.</source>
        <translation>不在赠品清单上：{gifts}。</translation>
    </message>
    <message>
        <source>Not on the list of gifts: {gifts}. Have a manager approve a contract (F8), or leave it out.</source>
        <translation>不在赠品清单上：{gifts}。请起草合同并由经理审批（F8），或去掉该赠品。</translation>
    </message>
    <message>
        <source>Not on the list of gifts</source>
        <translation>不在赠品清单上</translation>
    </message>
    <message>
        <source>What was signed stands</source>
        <translation>以已签内容为准</translation>
    </message>
    <message>
        <source>Contract {no} of {buyer} is what was signed. What another desk changed before is not in it; an amendment brings it.</source>
        <translation>{buyer} 的合同 {no} 以签署内容为准。其他终端此前的改动未计入，需要时请做补充变更。</translation>
    </message>
    <message>
        <source>This is no key file (PKCS#12: .p12, .pfx). Ask whoever issued the seal for one.</source>
        <translation>这不是密钥文件（PKCS#12：.p12、.pfx）。请向签发电子印章的机构索取。</translation>
    </message>
    <message>
        <source>This passphrase does not open the file. Type it as it came with the file; capitals count.</source>
        <translation>此口令打不开该文件。请按随文件给出的口令输入，区分大小写。</translation>
    </message>
    <message>
        <source>Choose the seal&apos;s file first.</source>
        <translation>请先选择电子印章的文件。</translation>
    </message>
    <message>
        <source>This terminal holds the seal now</source>
        <translation>本机现已持有该电子印章</translation>
    </message>
    <message>
        <source>This terminal holds no seal any more</source>
        <translation>本机已不再持有电子印章</translation>
    </message>
    <message>
        <source>The dealership&apos;s seal</source>
        <translation>电子印章</translation>
    </message>
    <message>
        <source>Copy its certificate</source>
        <translation>复制其证书</translation>
    </message>
    <message>
        <source>This terminal holds no seal. It gives out papers without one.</source>
        <translation>本机没有电子印章，交付的文件不带印章。</translation>
    </message>
    <message>
        <source>The dealership does not know this seal yet, so it seals nothing. Have its certificate put into the setting seal.certificates at the centre, then sync.</source>
        <translation>经销商尚未登记此电子印章，因此还不能盖章。请在中心把其证书加入设置 seal.certificates，然后同步。</translation>
    </message>
    <message>
        <source>Its passphrase</source>
        <translation>文件口令</translation>
    </message>
    <message>
        <source>File of the seal</source>
        <translation>电子印章文件</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>File of the seal (.p12, .pfx), from a certificate authority</source>
        <translation>电子印章文件（.p12、.pfx），由证书机构签发</translation>
    </message>
    <message>
        <source>With it, whoever works here can seal what both sides have signed: any PDF reader then says who gave the paper out, and that nothing was changed since.</source>
        <translation>有了它，在本机工作的人可为双方均已签署的文件盖章：任何 PDF 阅读器都会显示由谁出具、此后未被改动。</translation>
    </message>
    <message>
        <source>The file is kept encrypted at this terminal alone, and its passphrase in the keychain.</source>
        <translation>文件仅加密保存在本机，口令保存在系统钥匙串中。</translation>
    </message>
    <message>
        <source>Hold none</source>
        <translation>不再持有</translation>
    </message>
    <message>
        <source>Hold this seal</source>
        <translation>持有此印章</translation>
    </message>
    <message>
        <source>Key files ({types})</source>
        <translation>密钥文件（{types}）</translation>
    </message>
    <message>
        <source>The certificate is copied</source>
        <translation>证书已复制</translation>
    </message>
    <message>
        <source>Known to the dealership</source>
        <translation>经销商已登记</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>持有人</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>签发机构</translation>
    </message>
    <message>
        <source>Good until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>No car {n}</source>
        <translation>待配车 {n}</translation>
    </message>
    <message>
        <source>{no} is ordered and waits for its car. It is signed when the car is certain: lease the car first, or wait for the centre.</source>
        <translation>{no} 已下订单，正在等车。车辆确定后即可签署：请先租约该车，或等待中心确认。</translation>
    </message>
    <message>
        <source>Your sign-in has run out. Sign in anew with a network, then {no} is signed for certain.</source>
        <translation>您的登录已到期。请联网重新登录，然后即可正式签署 {no}。</translation>
    </message>
    <message>
        <source>Its time stamp is of {at}, by one that calls itself {authority}.</source>
        <translation>其时间戳为 {at}，出自自称“{authority}”的机构。</translation>
    </message>
    <message>
        <source>The time stamp authority gave no stamp that holds, so nothing was sealed. Ask the administrator to look at the setting {setting}.</source>
        <translation>时间戳机构未给出有效的时间戳，因此未盖章。请让管理员检查设置 {setting}。</translation>
    </message>
    <message>
        <source>The time stamp authority {host} does not answer. Try again later: what was signed can be sealed at any time.</source>
        <translation>时间戳机构 {host} 没有应答。请稍后再试：已签署的文件随时可以盖章。</translation>
    </message>
    <message>
        <source>Keep what was signed</source>
        <translation>保留已签内容</translation>
    </message>
    <message>
        <source>Look in:</source>
        <translation>查找位置：</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>%1 file</source>
        <translation>%1 文件</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>快捷方式</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>A signed contract gets another car only with its lease. Take it first with “Hold here” on the page Stock, or: stock lease VIN</source>
        <translation>已签合同换车须先取得租约。请在“库存”页按“领租约”，或：stock lease VIN</translation>
    </message>
    <message>
        <source>Another terminal may be selling {vin}. Take its lease first with “Hold here” on the page Stock, or: stock lease {vin}</source>
        <translation>另一台终端可能正在销售 {vin}。请先在“库存”页按“领租约”取得租约，或：stock lease {vin}</translation>
    </message>
    <message>
        <source>“{field}” is given twice. Say it once.</source>
        <translation>“{field}”给出了两次。请只写一次。</translation>
    </message>
    <message>
        <source>Name the car with --vin.</source>
        <translation>请用 --vin 指明车辆。</translation>
    </message>
    <message>
        <source>Demo data brings a person called {name}, and there is one already.</source>
        <translation>演示数据含有名为 {name} 的用户，而此用户已存在。</translation>
    </message>
    <message>
        <source>Standard input is not text in UTF-8.</source>
        <translation>标准输入不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>There is no display here, so the desk cannot open. Everything works without one, too: showroom --help</source>
        <translation>这里没有显示器，无法打开桌面程序。没有显示器也能办理全部业务：showroom --help</translation>
    </message>
    <message>
        <source>This receipt is too long for a form. Choose other paper under Devices, in your menu, and print it again.</source>
        <translation>这张收据太长，一份联单放不下。请在菜单的“设备”中选择其他纸张，然后重新打印。</translation>
    </message>
    <message>
        <source>A contract lacks what its paper has</source>
        <translation>合同缺少签署文本中的内容</translation>
    </message>
    <message>
        <source>Contract {no} of {buyer} lacks what its signed paper has: {lines}.</source>
        <translation>{buyer} 的合同 {no} 缺少已签署文本中的内容：{lines}。</translation>
    </message>
    <message>
        <source>Contract and paper say the same again, by an amendment that the customer signed.</source>
        <translation>客户已签补充协议，合同与签署文本重新一致。</translation>
    </message>
    <message>
        <source>The paper stands: put it onto the contract by an amendment.</source>
        <translation>以签署文本为准：请用补充协议加到合同上。</translation>
    </message>
    <message>
        <source>Write the amount without a minus.</source>
        <translation>请填写不带负号的金额。</translation>
    </message>
    <message>
        <source>{who} asks you about contract {no}</source>
        <translation>{who} 请您审批合同 {no}</translation>
    </message>
    <message>
        <source>{who} asks you to refund {no}</source>
        <translation>{who} 请您审批退款：{no}</translation>
    </message>
    <message>
        <source>{who} asks you to void {no}</source>
        <translation>{who} 请您审批作废：{no}</translation>
    </message>
    <message>
        <source>{who} asks you to give {no} back twofold</source>
        <translation>{who} 请您审批双倍返还：{no}</translation>
    </message>
    <message>
        <source>{who} asks you about the value of {no}</source>
        <translation>{who} 请您审批 {no} 的旧车作价</translation>
    </message>
    <message>
        <source>{who} approved {no}</source>
        <translation>{who} 已批准 {no}</translation>
    </message>
    <message>
        <source>{who} sent {no} back</source>
        <translation>{who} 退回了 {no}</translation>
    </message>
    <message>
        <source>More keys</source>
        <translation>更多按键</translation>
    </message>
    <message>
        <source>List prices of the day. Enter shows the models one by one.</source>
        <translation>价格为当日厂商指导价。按 Enter 逐一展示各车型。</translation>
    </message>
    <message>
        <source>To keep the deposit needs the approval of a manager who neither cancels nor sold the car. Without one, cancel and decide later.</source>
        <translation>不退定金须经销售经理批准，且该经理不得是取消人或本单销售。没有批准时，可先取消合同，定金以后再决定。</translation>
    </message>
    <message>
        <source>Of the energy “{energy}” the line does not say: {missing}.</source>
        <translation>能源类型“{energy}”这一行缺少：{missing}。</translation>
    </message>
    <message>
        <source>“{energy}” is no code of an energy: up to {most} letters a to z and digits, such as methanol.</source>
        <translation>“{energy}”不能作为能源代码：最多 {most} 个小写字母 a 至 z 和数字，例如 methanol。</translation>
    </message>
    <message>
        <source>“{given}” in the column {column} is none of these: {known}.</source>
        <translation>列 {column} 中的“{given}”不在可用值之内：{known}。</translation>
    </message>
    <message>
        <source>“{energy}” is not a kind of energy. Known are: {known}. If it is a new one, say what it is in the same line of the catalogue file, in the columns {columns}.</source>
        <translation>没有“{energy}”这种能源类型。已知的有：{known}。如果是新的类型，请在车型文件的同一行填写这些列加以说明：{columns}。</translation>
    </message>
    <message>
        <source>An energy&apos;s id does not belong to its code.</source>
        <translation>能源类型的编号与其代码不符。</translation>
    </message>
    <message>
        <source>An energy has a name in both languages.</source>
        <translation>能源类型必须有中英文名称。</translation>
    </message>
    <message>
        <source>Nobody has said yet what the energy of this car is.</source>
        <translation>还没有人说明这台车的能源类型。</translation>
    </message>
    <message>
        <source>These cars stand at another branch: have them sent here first.</source>
        <translation>这些车在其他门店：请先调拨到本店。</translation>
    </message>
    <message>
        <source>A person and a company are not one customer.</source>
        <translation>个人和单位不能合并为一位客户。</translation>
    </message>
    <message>
        <source>A file is merged into another one only by saying so.</source>
        <translation>客户档案只能通过合并操作并入另一份。</translation>
    </message>
    <message>
        <source>That two files are two people&apos;s is said once, and taken back once.</source>
        <translation>“不是同一位客户”只确认一次，也只撤回一次。</translation>
    </message>
    <message>
        <source>These are one customer&apos;s files already.</source>
        <translation>这些已经是同一位客户的档案。</translation>
    </message>
    <message>
        <source>{name} is not merged into another file.</source>
        <translation>{name} 的档案没有并入其他档案。</translation>
    </message>
    <message>
        <source>Nobody has said that these are two people.</source>
        <translation>没有人确认过这不是同一位客户。</translation>
    </message>
    <message>
        <source>Promised for</source>
        <translation>约定交车日</translation>
    </message>
    <message>
        <source>There are {codes} codes for {options} options. Write one for each, in the same order.</source>
        <translation>{options} 项选装却有 {codes} 个代码。请按相同顺序为每项写一个代码。</translation>
    </message>
    <message>
        <source>The option “{option}” stands there twice.</source>
        <translation>选装“{option}”列了两次。</translation>
    </message>
    <message>
        <source>{model} is not offered with “{option}”. There are: {known}.</source>
        <translation>{model} 没有选装“{option}”。可选：{known}。</translation>
    </message>
    <message>
        <source>The option “{option}” is chosen twice.</source>
        <translation>选装“{option}”选了两次。</translation>
    </message>
    <message>
        <source>The options cannot be read.</source>
        <translation>选装无法读取。</translation>
    </message>
    <message>
        <source>The options are not those of this trim, or not at its prices.</source>
        <translation>选装不是该配置款的，或价格不符。</translation>
    </message>
    <message>
        <source>The check-list {list} has begun and stays as it is. Give the new one a name of its own.</source>
        <translation>检查表 {list} 已开始使用，不能再改。请给新的检查表另起名称。</translation>
    </message>
    <message>
        <source>Let the check-list {list} begin today or later.</source>
        <translation>检查表 {list} 的生效日须为今天或以后。</translation>
    </message>
    <message>
        <source>No fault was seen at this line that a photo could show.</source>
        <translation>该项目没有登记缺陷，无需照片。</translation>
    </message>
    <message>
        <source>Exchange (三包)</source>
        <translation>三包退换</translation>
    </message>
    <message>
        <source>Guarantees (三包)</source>
        <translation>三包有效期</translation>
    </message>
    <message>
        <source>Maker&apos;s warranty</source>
        <translation>厂家质保</translation>
    </message>
    <message>
        <source>Repair (三包)</source>
        <translation>包修期</translation>
    </message>
    <message>
        <source>A visit begins as a booking.</source>
        <translation>进店须先预约。</translation>
    </message>
    <message>
        <source>Another car or customer is another visit.</source>
        <translation>换车或换客户须另行预约。</translation>
    </message>
    <message>
        <source>A booking changes its time and what is asked for only.</source>
        <translation>改约只能改时间和要求。</translation>
    </message>
    <message>
        <source>This visit is past that. Look at the list again.</source>
        <translation>这次进店已过这一步，请重新查看列表。</translation>
    </message>
    <message>
        <source>What is noted of a visit is noted once.</source>
        <translation>进店记录只记一次。</translation>
    </message>
    <message>
        <source>What was done is noted when it is done.</source>
        <translation>完工时才记录做了什么。</translation>
    </message>
    <message>
        <source>On this system a signature pad is reached by the network alone: write its host and port.</source>
        <translation>本系统只能通过网络连接签字板：请写主机和端口。</translation>
    </message>
    <message>
        <source>“{given}” is no address of a signature pad. Write usb, or its name or number in the network.</source>
        <translation>“{given}”不是签字板的地址。请写 usb，或它在网络中的名称或地址。</translation>
    </message>
    <message>
        <source>The signature pad is gone. What was drawn is kept: go on here with pen, finger or mouse.</source>
        <translation>签字板已断开。已签的笔画保留，请在此处用笔、手指或鼠标继续。</translation>
    </message>
    <message>
        <source>What comes from there is no signature pad that this program knows. Look under Devices.</source>
        <translation>那里传来的不是本程序认识的签字板数据。请到“设备”中检查。</translation>
    </message>
    <message>
        <source>There is no signature pad on this computer. Is it plugged in?</source>
        <translation>本机没有找到签字板。是否已插好？</translation>
    </message>
    <message>
        <source>This account may not read the signature pad {pad}. Ask whoever looks after this computer.</source>
        <translation>当前账户无权读取签字板 {pad}。请联系负责这台电脑的人。</translation>
    </message>
    <message>
        <source>The signature pad {pad} does not answer. Is it connected? Sign here with pen, finger or mouse.</source>
        <translation>签字板 {pad} 没有应答。是否已连接？请在此处用笔、手指或鼠标签名。</translation>
    </message>
    <message>
        <source>due today</source>
        <translation>今天应办</translation>
    </message>
    <message>
        <source>not made</source>
        <translation>未回访</translation>
    </message>
    <message>
        <source>not wanted</source>
        <translation>不再回访</translation>
    </message>
    <message>
        <source>Call, day {n}</source>
        <translation>第 {n} 天回访</translation>
    </message>
    <message>
        <source>{n} try, no answer</source>
        <translation>{n} 次未接通</translation>
    </message>
    <message>
        <source>{n} tries, no answer</source>
        <translation>{n} 次未接通</translation>
    </message>
    <message>
        <source>booked twice</source>
        <translation>重复预约</translation>
    </message>
    <message>
        <source>{n} day left</source>
        <translation>剩 {n} 天</translation>
    </message>
    <message>
        <source>{n} days left</source>
        <translation>剩 {n} 天</translation>
    </message>
    <message>
        <source>{days} and {km} km</source>
        <translation>{days}、{km} 公里</translation>
    </message>
    <message>
        <source>{day} or {km}</source>
        <translation>{day} 或 {km}</translation>
    </message>
    <message>
        <source>Keys for an amount</source>
        <translation>金额键盘</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>The car of {no} was not handed over yet.</source>
        <translation>{no} 的车还没有交付。</translation>
    </message>
    <message>
        <source>The car of this contract was not handed over yet.</source>
        <translation>该合同的车还没有交付。</translation>
    </message>
    <message>
        <source>This is quote {no} already.</source>
        <translation>这已是报价 {no}。</translation>
    </message>
</context>
</TS>
