<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>{folder} is not a terminal yet. Enrol it first: showroom enrol --server URL --code CODE</source>
        <translation>{folder} 还没有注册为终端。请先注册：showroom enrol --server URL --code CODE</translation>
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
        <source>Sound: {n} rows.</source>
        <translation>备份完好，共 {n} 行。</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>一切正常。</translation>
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
        <translation>请选择：--take mine（我的）、--take theirs（对方），或 --set group=…（自己填）</translation>
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
        <source>{file} cannot be written. Choose another place.</source>
        <translation>无法写入 {file}。请换一个位置。</translation>
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
        <source>This is not JSON: {given}</source>
        <translation>这不是 JSON 格式：{given}</translation>
    </message>
    <message>
        <source>Write it as field=value: {given}</source>
        <translation>请写成「字段=值」的形式：{given}</translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong that should not have. Please report what stands above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deal {deal}, contract {contract}, receipt {receipt}: {state}</source>
        <translation>成交单 {deal}，合同 {contract}，收据 {receipt}：{state}</translation>
    </message>
    <message>
        <source>“{given}” is not a date. Write it as 2026-03-14.</source>
        <translation>「{given}」不是日期。请写成 2026-03-14 的形式。</translation>
    </message>
    <message>
        <source>A deposit needs --method.</source>
        <translation>收定金须用 --method 说明付款方式。</translation>
    </message>
    <message>
        <source>The approver&apos;s password is needed: SHOWROOM_APPROVER_PASSWORD.</source>
        <translation>需要审批人的密码：请用 SHOWROOM_APPROVER_PASSWORD 提供。</translation>
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
        <source>Leased.</source>
        <translation>已取得销售租约。</translation>
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
        <source>The data file {file} is missing or empty. Put a backup back with: showroom restore FILE, or enrol this folder again with: showroom enrol</source>
        <translation>数据文件 {file} 缺失或为空。请用备份恢复：showroom restore FILE；或重新注册此文件夹：showroom enrol</translation>
    </message>
    <message>
        <source>Another program is writing for too long. Try again in a moment.</source>
        <translation>另一个程序占用写入的时间太长，这一步还没有保存。请稍后再试。</translation>
    </message>
    <message>
        <source>The data file is damaged or belongs to another key. Nothing was changed. Run: showroom doctor. If it cannot repair the file: showroom restore FILE</source>
        <translation>数据文件已损坏，或属于另一把密钥。没有改动任何内容。请运行：showroom doctor。若无法修复，请运行：showroom restore FILE</translation>
    </message>
    <message>
        <source>Clause “{clause}” asks for “{name}”, which nobody can answer.</source>
        <translation>条款「{clause}」的条件「{name}」无法判断。请修改模板。</translation>
    </message>
    <message>
        <source>Clause “{clause}” wants a table “{name}” that does not exist.</source>
        <translation>条款「{clause}」引用的表格「{name}」不存在。请修改模板。</translation>
    </message>
    <message>
        <source>Clause “{clause}” uses {name}, which is no placeholder.</source>
        <translation>条款「{clause}」用了 {name}，它不是可用的占位符。请修改模板。</translation>
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
        <translation>「{name}」不能作为姓名。</translation>
    </message>
    <message>
        <source>An identity number has 18 characters; this one has {count}.</source>
        <translation>身份证号应为 18 位，现在是 {count} 位。</translation>
    </message>
    <message>
        <source>An identity number has 17 digits, then a digit or X.</source>
        <translation>身份证号前 17 位应为数字，最后一位为数字或 X。</translation>
    </message>
    <message>
        <source>No region has the code {region}.</source>
        <translation>没有代码为 {region} 的地区，请核对身份证号前两位。</translation>
    </message>
    <message>
        <source>The identity number holds no real birth date ({digits}).</source>
        <translation>身份证号里的出生日期（{digits}）不存在，请核对。</translation>
    </message>
    <message>
        <source>The identity number has a wrong digit.</source>
        <translation>身份证号校验不通过，有一位不对。请核对证件。</translation>
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
        <source>The credit code has a wrong character.</source>
        <translation>统一社会信用代码校验不通过，有一位不对。请核对。</translation>
    </message>
    <message>
        <source>“{phone}” is not a telephone number.</source>
        <translation>「{phone}」不是电话号码。</translation>
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
        <source>The loan is above what is left to pay.</source>
        <translation>贷款金额超过尚需支付的金额。</translation>
    </message>
    <message>
        <source>A provisional order takes a refundable prepayment (订金), never a binding deposit (定金).</source>
        <translation>暂定订单只能收可退的订金，不能收定金。</translation>
    </message>
    <message>
        <source>The discount needs an approval. Without one the lowest price is ¥{floor}.</source>
        <translation>优惠需要审批。未经审批，最低车价为 ¥{floor}。</translation>
    </message>
    <message>
        <source>The template {template} is not in force on {day}.</source>
        <translation>合同模板 {template} 在 {day} 不在有效期内。</translation>
    </message>
    <message>
        <source>The font cannot print {characters}. Write them on the paper by hand.</source>
        <translation>字体打不出「{characters}」。请打印后在纸上手写补上。</translation>
    </message>
    <message>
        <source>The annex “{annex}” is missing.</source>
        <translation>缺少附件「{annex}」。</translation>
    </message>
    <message>
        <source>Buyer, car and delivery are complete</source>
        <translation>买受人、车辆、交付信息完整</translation>
    </message>
    <message>
        <source>Identity and credit numbers are valid</source>
        <translation>证件号、统一社会信用代码校验通过</translation>
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
        <source>“{given}” is not an amount.</source>
        <translation>「{given}」不是金额。</translation>
    </message>
    <message>
        <source>“{given}” is finer than a fen.</source>
        <translation>「{given}」精确到了分以下。金额最小单位是分。</translation>
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
        <translation>「{prefix}」不能作为编号的开头。</translation>
    </message>
    <message>
        <source>“{given}” is not a number of ours.</source>
        <translation>「{given}」不是本店的编号。</translation>
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
        <translation>已退回</translation>
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
        <source>cancelled</source>
        <translation>已取消</translation>
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
        <translation>当前状态是「{old}」，不能改为「{new}」。</translation>
    </message>
    <message>
        <source>No purchase tax rule is known for {on}.</source>
        <translation>没有适用于 {on} 的购置税规则。</translation>
    </message>
    <message>
        <source>A VIN has 17 characters; “{vin}” has {count}.</source>
        <translation>VIN 应为 17 位，「{vin}」是 {count} 位。</translation>
    </message>
    <message>
        <source>A VIN has digits and letters, but never I, O or Q: “{vin}”.</source>
        <translation>VIN 只有数字和字母，不含 I、O、Q：「{vin}」。</translation>
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
        <source>The passphrase in SHOWROOM_KEYCHAIN_PASSPHRASE does not open the keychain file.</source>
        <translation>SHOWROOM_KEYCHAIN_PASSPHRASE 里的口令打不开钥匙串文件。</translation>
    </message>
    <message>
        <source>The keychain file {file} is damaged. Put a copy of it back; without one, move it away and sign in while online: showroom login</source>
        <translation>钥匙串文件 {file} 已损坏。请放回它的备份；没有备份时，请移走此文件，然后联网登录：showroom login</translation>
    </message>
    <message>
        <source>SHOWROOM_KEYCHAIN is {kind}; it can be: file, system.</source>
        <translation>SHOWROOM_KEYCHAIN 现为 {kind}，只能是 file 或 system。</translation>
    </message>
    <message>
        <source>In transit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In transfer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Returned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for approval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pledged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redeemed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contracts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} needs you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} need you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline · {n} waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Syncing {done} / {of}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Synced · {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Act before you sign more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything entered so far is saved on this terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Online, and something needs you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All other work goes up as usual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline. You can keep selling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All work is on this terminal and goes up when the network is back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Online. Sending your work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can go on working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is safe at the centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing waits on this terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feb</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jul</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aug</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nov</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dec</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Monday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Friday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sales consultant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sales manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stock keeper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{weekday} {day} {month} {year}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{h} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation type="unfinished"></translation>
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
        <source>{file} is neither UTF-8 nor GB18030 text. Save it as CSV UTF-8 and try again.</source>
        <translation>{file} 不是 UTF-8 或 GB18030 文本。请另存为 CSV UTF-8 后再试。</translation>
    </message>
    <message>
        <source>{file} lacks the column {column}. The first line must name the columns.</source>
        <translation>{file} 缺少 {column} 列。第一行须写明各列名称。</translation>
    </message>
    <message>
        <source>A model needs a code.</source>
        <translation>车型须有代码。</translation>
    </message>
    <message>
        <source>“{energy}” is not a kind of energy. Known are: {known}.</source>
        <translation>「{energy}」不是能源类型。可用：{known}。</translation>
    </message>
    <message>
        <source>“{given}” in the column {column} is not a number.</source>
        <translation>{column} 列的「{given}」不是数字。</translation>
    </message>
    <message>
        <source>Somebody has decided this already.</source>
        <translation>这一项已有同事处理过了。</translation>
    </message>
    <message>
        <source>A manager decides this one on the sync page.</source>
        <translation>这一项由销售经理在同步页处理。</translation>
    </message>
    <message>
        <source>Name the other car: vehicle=VIN.</source>
        <translation>请指定要换的车：vehicle=VIN。</translation>
    </message>
    <message>
        <source>Still to decide: {groups}.</source>
        <translation>还要决定：{groups}。</translation>
    </message>
    <message>
        <source>“{group}” is not in conflict.</source>
        <translation>「{group}」没有冲突。</translation>
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
        <translation>不能设置「{name}」。可设置：{known}。</translation>
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
        <translation>车型目录里没有「{model}」。请先导入。</translation>
    </message>
    <message>
        <source>{vin} is not in stock.</source>
        <translation>{vin} 不在库存中。</translation>
    </message>
    <message>
        <source>A contract needs a customer and a car.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This customer is not on file here.</source>
        <translation type="unfinished"></translation>
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
        <source>You cannot approve your own discount. Ask a manager.</source>
        <translation>不能审批自己的优惠。请找销售经理审批。</translation>
    </message>
    <message>
        <source>This car was sold to {name}. Choose another car.</source>
        <translation>这台车已卖给 {name}。请换一台车。</translation>
    </message>
    <message>
        <source>A customer has no field “{field}”.</source>
        <translation>客户资料没有「{field}」这一项。</translation>
    </message>
    <message>
        <source>Your role may not do this: {action}.</source>
        <translation>您的岗位没有这项权限：{action}。</translation>
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
        <source>There is no such state.</source>
        <translation>没有这种状态。</translation>
    </message>
    <message>
        <source>It is {old} and cannot become {new}.</source>
        <translation>当前状态是「{old}」，不能改为「{new}」。</translation>
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
        <source>The discount is beyond the salesperson&apos;s limit and not approved.</source>
        <translation>优惠超出销售顾问的权限，且未经审批。</translation>
    </message>
    <message>
        <source>Money is never changed, only added.</source>
        <translation>款项只累计，不修改。</translation>
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
        <source>Nobody approves their own discount.</source>
        <translation>不能审批自己的优惠。</translation>
    </message>
    <message>
        <source>The approval is not signed by the manager it names.</source>
        <translation>审批不是由所写的销售经理本人签名。</translation>
    </message>
    <message>
        <source>There is no code of ours in it. Type the code under the QR picture.</source>
        <translation>里面没有本店的校验码。请手动输入二维码下方的校验码。</translation>
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
        <source>Of this receipt ¥{left} can still be refunded.</source>
        <translation>这张收据还可退 ¥{left}。</translation>
    </message>
    <message>
        <source>A refund needs a reason.</source>
        <translation>退款须写明原因。</translation>
    </message>
    <message>
        <source>“{method}” is not a way to pay. Known are: {known}.</source>
        <translation>没有「{method}」这种付款方式。可用：{known}。</translation>
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
        <source>There is no branch {branch}.</source>
        <translation>没有门店 {branch}。</translation>
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
        <source>An answer of the server did not arrive whole. It is fetched again next time.</source>
        <translation>中心的应答没有收全，本机数据不受影响。下次会自动重新获取。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid. Do not go on; ask the administrator.</source>
        <translation>服务器证书无效。请不要继续，并联系管理员。</translation>
    </message>
    <message>
        <source>“{url}” is not a server address. It looks like https://showroom.example.com.</source>
        <translation>「{url}」不是服务器地址。地址形如 https://showroom.example.com。</translation>
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
        <source>The key file {file} is damaged. Nothing else was changed. Run: showroom doctor --repair. If that does not help, ask for an enrolment code and run showroom enrol on this folder: the server gives its key back, and unsent work is kept.</source>
        <translation>密钥文件 {file} 已损坏，其他内容没有改动。请运行：showroom doctor --repair。若仍不行，请向管理员要一个注册码，对此文件夹运行 showroom enrol：服务器会交还密钥，未上传的业务都会保留。</translation>
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
        <source>User or password is wrong.</source>
        <translation>账号或密码不对。</translation>
    </message>
    <message>
        <source>The secrets of this terminal are in the keychain “{recorded}”, but “{now}” is in use. Set SHOWROOM_KEYCHAIN as before. If the old keychain is lost, sign in while online: showroom login</source>
        <translation>本机的密钥存放在钥匙串「{recorded}」里，现在用的是「{now}」。请把 SHOWROOM_KEYCHAIN 改回原来的设置。若原钥匙串已丢失，请联网登录：showroom login</translation>
    </message>
    <message>
        <source>The keychain no longer knows this terminal. Sign in once while online: showroom login</source>
        <translation>钥匙串里已没有本机的密钥。请联网登录一次：showroom login</translation>
    </message>
    <message>
        <source>Register this terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server, code and an account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resumes after a cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it searchable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cars, people, contracts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then you can sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Showroom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First run · about 10 minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may switch off or lose the network: it goes on from where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register and sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your administrator has its address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolment code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example HZ-BJ-03</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It also opens this terminal offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted while it downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is downloaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this branch and what all share, no costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready to sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set up this terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A code from your administrator, and your account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first sync is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mobile phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needed to sign a contract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} item waits to go up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} items wait to go up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are saved and encrypted on this terminal and go up when it runs again with a network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until then the centre and other terminals do not see them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This screen stopped working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was lost: whatever was confirmed is saved on this terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report {number}. It holds no customer data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found for “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sync page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>10 wrong tries in a row lock for 30 minutes, offline and after a restart too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forgotten? An administrator resets it once there is a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out, or someone else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your last work is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on where you stopped; no customer is shown before that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in at this terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give your password to go on where you were</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose your account and give your password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A first sign-in needs the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colleagues who have signed in here before can go on without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the authorisation has run out you can still sign in, quote and take provisional orders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no network now; you can sign in offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give your password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole sale, without a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quote, contract, deposit and print happen here; they go up by themselves later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This terminal may sell {n} car offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This terminal may sell {n} cars offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others can be quoted or ordered provisionally</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted on disk, safe from a power cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last contact with the centre: {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices and stock are as of then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Terminal {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>data encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Provisional {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Need you {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill in now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask a manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The buyer&apos;s address is not filled in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No final print without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vehicle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{step}, {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose or enter the customer first (F4)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a car first (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It waits for a merge; decide that first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F10 waits for the contract (F8)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F10 waits: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buyer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price (¥)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Provisional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a contract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number, buyer, VIN or model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a contract to see it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print and sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the deal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New deal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} contract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} contracts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing waits until someone has decided. Money and customer are safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two desks changed this contract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It becomes firm when the centre confirms the car; the prepayment is refundable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Provisional order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consultant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No contract fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are more without the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all contracts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No contracts yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are made at the deal desk, with or without a network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right to sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not for sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here · today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here · show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For sale {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In transit {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ageing {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held here {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} car can now be sold from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cars can now be sold from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} car handed back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cars handed back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} car is on its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cars are on their way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cars in stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved, not delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>60 days and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held by this terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan a VIN or type its last 6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a car</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find car / scan VIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send to branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} car</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your work is safe. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No car fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are more cars without the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all cars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No cars yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a file of arrivals in, or sync with the centre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receive a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} for sale · {d} for test drives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next on {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} with pledged certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} is over 90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} are over 90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may be sold offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File of arrivals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>below 30 d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Car</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell it from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name, initials or digits of the number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers are shown in part; a reveal is audited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a deal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} customers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is on file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a customer to see them here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody fits “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No customers yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They come with a sync, or you enter one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a car to see it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send to another branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stock no.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until the business day ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until it is handed back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This terminal may sell it offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{terminal} holds this car</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here you can quote it or take a provisional order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a network F8 takes it by itself. Take it now to sell it without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free at the centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cars received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} car was taken into stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} cars were taken into stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} line is left over, see below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} lines are left over, see below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every line of the file landed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {n} doubtful line in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {n} doubtful lines in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines left over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount (¥)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting to go up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy to a stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the order in which it happened; nothing counts twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are asked again before the program closes; everything here is saved and encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last contact {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything entered here is at the centre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when} ({ago})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last contact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in {span}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fine · safe from a power cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disk full or broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock is off by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May sign offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sold without a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day leases end with the business day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See {n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until handed back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed · {buyer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can be signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all other work goes up meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Synced · 11:46</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is confirmed by the centre. Green only when nothing waits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Syncing 3 / 7</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going up now; you can go on working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline · 7 waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No network, work as usual. The number has not gone up yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 need you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A clash or something sent back needs your decision; the rest goes up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing ends in 2 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing will soon stop: authorisation runs out, disk is full, or 24 hours without contact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The five things the chip can say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which one wins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at risk › needs you › offline › syncing › synced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens this page any time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notices, {n} new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {role}: menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search cars, people, contracts, VIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The 9th character does not match the others. Scan again, or check it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{user} may not approve a discount.</source>
        <translation>{user} 没有审批优惠的权限。</translation>
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
        <source>There is no user {name}.</source>
        <translation>没有用户 {name}。</translation>
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
        <source>It waits for number {no}, which was set aside.</source>
        <translation>要等第 {no} 项处理后才能继续，那一项已搁置。</translation>
    </message>
    <message>
        <source>The op is not signed by the person it names.</source>
        <translation>这项业务不是由所写的经办人签名。</translation>
    </message>
    <message>
        <source>The server&apos;s keys cannot be read. Run “showroom-server init” or restore {folder}.</source>
        <translation>无法读取服务器密钥。请运行「showroom-server init」，或从备份恢复 {folder}。</translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo&apos;s server did not start. Look at {log}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demo: everyone&apos;s password is {password}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the demo&apos;s shop; this takes a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The story is told: nothing was lost, doubled or overwritten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server at {url}, password of everyone: {password}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>users in all five roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Booth 2 holds {n} cars after its first sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, the manager, signed in at Booth 2 once while online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} good lines landed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a letter O and a car that is here are refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a wrong check digit waits for a person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirmed, it is taken in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Booth 2 sees the new cars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Booth 2 leases {vins}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server&apos;s process is stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signed in without a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>found by “{query}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>contract {no}, receipt {receipt}: the car is certain, the money is a deposit (定金)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>printed {pages} bytes; the paper verifies offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>order {no} at Counter 1 is provisional, its money a refundable prepayment (订金)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draft {no} has another price and date at each place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has the merge and the case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>digests are equal on server and both terminals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{user} signed in at Booth 2, first online, then without a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price from Booth 2, {price}; date from Counter 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{no} keeps its number and money and has another car, confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing waits at {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the ledger at {name} sums to 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} audit entries verify at {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the new customer is found by two characters at {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server with a catalogue, users and cars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counter 1 and Booth 2 enrol with one-time codes and sync</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cars are taken in from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Booth 2 leases three cars; then the network goes away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Booth 2 sells a car without a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meanwhile at Counter 1, without a network too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network is back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything adds up</source>
        <translation type="unfinished"></translation>
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
        <translation>没有名为「{printer}」的打印机。</translation>
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
        <source>Quote {no}</source>
        <translation>报价 {no}</translation>
    </message>
    <message>
        <source>Change of a contract</source>
        <translation>合同修改</translation>
    </message>
    <message>
        <source>Signing of a contract</source>
        <translation>合同签署</translation>
    </message>
    <message>
        <source>Cancellation of a contract</source>
        <translation>合同取消</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Printout</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Customer {name}</source>
        <translation>客户 {name}</translation>
    </message>
    <message>
        <source>Change of a customer</source>
        <translation>客户资料修改</translation>
    </message>
    <message>
        <source>Receipt {receipt_no}</source>
        <translation>收据 {receipt_no}</translation>
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
        <source>Test drive</source>
        <translation>试驾</translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bank, {months} months</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maker, {months} months</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maker&apos;s finance company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a plan with a loan first: Alt+2 or Alt+3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sign-in of this terminal has run out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This server has data already. Demo data is for a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run init first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such way to sign in.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
